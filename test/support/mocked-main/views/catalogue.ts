/** Steps within the scenes of the group `catalogue`. */
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { openCharge, openSettings, press, scanned, untilDialog } from './openers.ts';
import type { Step } from './view.ts';

export const catalogueSteps: readonly Step[] = [
  ['withScale, a label’s price asked', 'charge', 'withScale', openCharge, scanned('2612345010004'), untilDialog],
  [
    'settings, a catalogue to import',
    'settings',
    'settingsLive',
    openSettings('catalogue'),
    press(testIds.importCatalogue),
    (page) => page.getByTestId(testIds.cataloguePreview).waitFor(),
  ],
  [
    'settings, a catalogue that asks',
    'settings',
    'settingsCatalogueAsking',
    openSettings('catalogue'),
    press(testIds.importCatalogue),
    (page) => page.getByTestId(testIds.cataloguePreview).waitFor(),
  ],
  ['settings, an empty catalogue', 'settings', 'settingsCatalogueEmpty', openSettings('catalogue')],
  ['idle, a barcode that is not known', 'charge', 'idle', openCharge, scanned('4006381333931'), untilDialog],
  [
    'idle, goods scanned',
    'charge',
    'idle',
    openCharge,
    scanned('6901234567892'),
    (page) => page.getByTestId(testIds.line).waitFor(),
  ],
];
