/** Scenes of the group `catalogue`. */
import { appState } from '../answers/app.ts';
import { askingCataloguePreview, goods } from '../answers/catalogue.ts';
import { live, type Scene } from '../scene.ts';

export const catalogueScenes = {
  withScale: () => ({
    state: appState({ scalePrefixes: ['26'] }),
    orders: [],
    handlers: {
      findGoods: ({ code }) => Promise.resolve({ ok: true, value: code === '2612345' ? (goods()[0] ?? null) : null }),
    },
  }),
  settingsCatalogueAsking: () => ({
    state: appState(live),
    orders: [],
    handlers: { previewCatalogue: () => Promise.resolve({ ok: true, value: askingCataloguePreview() }) },
  }),
  settingsCatalogueEmpty: () => ({
    state: appState(live),
    orders: [],
    handlers: { listGoods: () => Promise.resolve({ ok: true, value: { goods: [], total: 0 } }) },
  }),
} as const satisfies Record<string, () => Scene>;
