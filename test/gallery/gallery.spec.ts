/** `npm run gallery`: every screen and state in every language and theme, as pictures in out/gallery/ with a page. */
import { test } from '@playwright/test';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { customerScenes, type CustomerSceneName } from '../support/mocked-main/scenes/customer.ts';
import type { MockedApp } from '../support/mocked-main/launch.ts';
import {
  fileName,
  launchForPictures,
  pose,
  setAppearance,
  smallestTill,
  type Look,
  type Size,
} from '../support/mocked-main/pictures.ts';
import { views } from '../support/mocked-main/views/index.ts';
import { groups, type View } from '../support/mocked-main/views/view.ts';
import { galleryPage, type Picture } from './gallery-page.ts';

const folder = join(process.cwd(), 'out', 'gallery');
const languages = ['en', 'zh', 'ja'] as const;
const appearances = ['light', 'dark'] as const;
const large: Size = [1920, 1080];
const customers: Size = [1280, 800];
const customerNames = Object.keys(customerScenes) as CustomerSceneName[];
/** What a large display changes; the others only get more air. */
const alsoLarge = /^(idle|waiting|paid|unknown|orders, detail paid|settings, tested)$/u;
const wantsLarge = process.env['SCANTILL_GALLERY_LARGE'] === '1';

let till: MockedApp;

test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  till = await launchForPictures();
});

test.afterAll(async () => {
  await till.close();
  writePage();
});

function sizesOf(view: View): readonly Size[] {
  return wantsLarge || alsoLarge.test(view.name) ? [smallestTill, large] : [smallestTill];
}

function pictureOf(view: View, { language, appearance }: Look, [width]: Size): Picture {
  const file = `${fileName(view)}-${language}-${appearance}-${width}.png`;
  return { file, name: view.name, group: view.group, language, appearance, width };
}

function customerPictureOf(name: CustomerSceneName, { language, appearance }: Look): Picture {
  const file = `customer-${name.toLowerCase()}-${language}-${appearance}-${customers[0]}.png`;
  return { file, name, group: 'customer', language, appearance, width: customers[0] };
}

/** Shows what has been taken, also by earlier runs of a part. */
function writePage(): void {
  const pictures = groups.flatMap((group) =>
    views
      .filter((view) => view.group === group)
      .flatMap((view) =>
        sizesOf(view).flatMap((size) =>
          languages.flatMap((language) =>
            appearances.map((appearance) => pictureOf(view, { language, appearance }, size)),
          ),
        ),
      ),
  );
  const faces = customerNames.flatMap((name) =>
    languages.flatMap((language) => appearances.map((appearance) => customerPictureOf(name, { language, appearance }))),
  );
  pictures.push(...faces);
  const taken = pictures.filter(({ file }) => existsSync(join(folder, file)));
  writeFileSync(join(folder, 'index.html'), galleryPage(taken));
  console.log(`${taken.length} of ${pictures.length} pictures are in out/gallery/; index.html shows them.`);
}

for (const view of views) {
  test(view.name, async () => {
    for (const size of sizesOf(view)) {
      for (const language of languages) {
        const page = await pose(till, view, { language, appearance: 'light' }, size);
        for (const appearance of appearances) {
          await setAppearance(page, appearance);
          const { file } = pictureOf(view, { language, appearance }, size);
          await page.screenshot({ path: join(folder, file), animations: 'disabled', caret: 'hide' });
        }
      }
    }
  });
}

for (const name of customerNames) {
  test(`customer, ${name}`, async () => {
    const [width, height] = customers;
    for (const language of languages) {
      for (const appearance of appearances) {
        await till.showCustomer(name, { language, appearance, width, height });
        const { file } = customerPictureOf(name, { language, appearance });
        await till.window.screenshot({ path: join(folder, file), animations: 'disabled' });
      }
    }
  });
}
