/** The catalogue over a real file. */
import * as fileSystem from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Goods, maximumGoodsCount } from '../../../main/domain/goods.ts';
import { Catalogue, CatalogueUnreadable } from '../../../main/catalogue/catalogue.ts';

vi.mock('node:fs/promises', { spy: true });

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scantill-catalogue-'));
  file = join(folder, 'catalogue.json');
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const goods = (code: string, change: Partial<Goods> = {}): Goods => ({
  code,
  name: `Goods ${code}`,
  unit: '',
  priceMinor: 100,
  currency: 'CNY',
  ...change,
});

describe('the catalogue', () => {
  it('is empty where there is no file, and makes none by being looked into', async () => {
    const catalogue = new Catalogue(file);
    expect(await catalogue.find('4006381333931')).toBeNull();
    expect(await catalogue.all()).toEqual([]);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('has after a restart what was put into it, in place of what had the same code', async () => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods('A'), goods('B')]);
    await catalogue.put([goods('B', { priceMinor: 200 }), goods('C')]);
    await catalogue.remove('A');
    expect(await new Catalogue(file).all()).toEqual([goods('B', { priceMinor: 200 }), goods('C')]);
  });

  it('finds a UPC-A however a scanner sends it', async () => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods('0036000291452')]);
    expect(await catalogue.find('036000291452')).toMatchObject({ code: '0036000291452' });
    expect(await catalogue.find('0036000291452')).not.toBeNull();
  });

  it.each([
    ['SKU-1001', 'sku-1001', 'in small letters, as with Caps Lock on'],
    ['SKU-1001', 'ＳＫＵ－１００１', 'in full width'],
    ['6907770001012', ']E06907770001012', 'with a symbology identifier'],
    ['6907770001012', '690777000101205', 'with an add-on of two digits'],
    ['07771231', '7771231', 'without its leading zero'],
    ['0042100005264', '04252614', 'as UPC-E'],
    ['978-7-5000-0001-3', '9787500000013', 'without hyphens'],
  ])('finds %s by %s: %s', async (code, scanned) => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods(code)]);
    expect(await catalogue.find(scanned)).toEqual(goods(code));
    expect(await catalogue.search(scanned)).toEqual([goods(code)]);
    expect(await new Catalogue(file).find(scanned)).toEqual(goods(code));
  });

  it('has one place for a code, however it is written, and takes it away by any of them', async () => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods('SKU-1001'), goods('sku1001', { priceMinor: 200 })]);
    expect(await catalogue.all()).toEqual([goods('sku1001', { priceMinor: 200 })]);
    await catalogue.remove('SKU-1001');
    expect(await catalogue.all()).toEqual([]);
  });

  it('takes away none but the goods of the very code: an issue with an add-on is another than the one without', async () => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods('6907770001012')]);
    await catalogue.remove('690777000101205');
    expect(await catalogue.withCode('690777000101205')).toBeNull();
    expect(await catalogue.all()).toHaveLength(1);
  });

  it('is searched by a part of the name or of the code, in any width and case', async () => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods('TEA-1', { name: 'Longjing' }), goods('POT-1', { name: '茶壶' })]);
    expect((await catalogue.search('ＬＯＮＧ')).map(({ code }) => code)).toEqual(['TEA-1']);
    expect((await catalogue.search('pot')).map(({ code }) => code)).toEqual(['POT-1']);
    expect(await catalogue.search('')).toHaveLength(2);
  });

  it('loses nothing of changes that are made at once', async () => {
    const catalogue = new Catalogue(file);
    const codes = Array.from({ length: 40 }, (_, index) => `G${index}`);
    await Promise.all(codes.map((code) => catalogue.put([goods(code)])));
    expect(await new Catalogue(file).all()).toHaveLength(40);
  });

  it('takes nothing of an import that would be too much', async () => {
    const catalogue = new Catalogue(file);
    await catalogue.put([goods('A')]);
    const many = Array.from({ length: maximumGoodsCount }, (_, index) => goods(`N${index}`));
    expect(await catalogue.put(many)).toBe(false);
    expect(await catalogue.all()).toEqual([goods('A')]);
    expect(await catalogue.put(many.slice(1))).toBe(true);
    expect(await new Catalogue(file).all()).toHaveLength(maximumGoodsCount);
  });

  it('is as it was, in memory too, when an import cannot be saved', async () => {
    const catalogue = new Catalogue(join(folder, 'sub', 'catalogue.json'));
    await expect(catalogue.put([goods('A')])).rejects.toThrow('ENOENT');
    expect(await catalogue.find('A')).toBeNull();
  });

  it.each(['EPERM', 'EBUSY', 'EACCES'])(
    'is read and written though another program has it open for a moment (%s)',
    async (code) => {
      const inUse = Object.assign(new Error(code), { code });
      vi.mocked(fileSystem.rename).mockRejectedValueOnce(inUse);
      await new Catalogue(file).put([goods('A')]);
      vi.mocked(fileSystem.readFile).mockRejectedValueOnce(inUse);
      expect(await new Catalogue(file).all()).toEqual([goods('A')]);
    },
  );

  it.each(['{"version":2,"goods":[]}', '{"version":1,"goods":[{}]}', 'not json'])(
    'is said to be unreadable, and the file is left alone, where it holds %s',
    async (text) => {
      writeFileSync(file, text);
      const catalogue = new Catalogue(file);
      await expect(catalogue.find('A')).rejects.toThrow(CatalogueUnreadable);
      await expect(catalogue.put([goods('A')])).rejects.toThrow(CatalogueUnreadable);
      expect(readFileSync(file, 'utf8')).toBe(text);
      // Once it has been put right it is read, without a restart.
      rmSync(file);
      expect(await catalogue.find('A')).toBeNull();
    },
  );
});
