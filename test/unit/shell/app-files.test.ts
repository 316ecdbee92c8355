import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filePathOf } from '../../../main/shell/app-files.ts';
import { languageFor } from '../../../main/shell/language.ts';

const folder = ['', 'opt', 'app', 'renderer'].join(sep);

describe('a page’s address', () => {
  it('stands for a file in the renderer folder', () => {
    expect(filePathOf('app://scantill/cashier/index.html', folder)).toBe([folder, 'cashier', 'index.html'].join(sep));
    expect(filePathOf('app://scantill/cashier/index.js?v=1#top', folder)).toBe(
      [folder, 'cashier', 'index.js'].join(sep),
    );
  });

  it.each(['app://scantill/../../etc/passwd', 'app://scantill/%2e%2e/%2e%2e/etc/passwd'])(
    'cannot climb out of the folder: %s',
    (url) => {
      expect(filePathOf(url, folder)).toBe([folder, 'etc', 'passwd'].join(sep));
    },
  );

  it.each([
    'app://scantill/..%2f..%2fetc%2fpasswd',
    'app://scantill/cashier/%00.html',
    'app://scantill/%zz',
    'app://elsewhere/cashier/index.html',
    'file:///etc/passwd',
    'https://example.com/cashier/index.html',
    'not an address',
  ])('that points outside is no file: %s', (url) => {
    expect(filePathOf(url, folder)).toBeNull();
  });
});

describe('the app’s language', () => {
  it.each([
    ['zh-CN', 'zh'],
    ['zh_TW.UTF-8', 'zh'],
    ['ja', 'ja'],
    ['ja-JP', 'ja'],
    ['en-GB', 'en'],
    ['de', 'en'],
    ['', 'en'],
  ] as const)('for %s is %s', (locale, language) => {
    expect(languageFor(locale)).toBe(language);
  });
});
