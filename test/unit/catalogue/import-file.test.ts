/** Whole files as spreadsheets, suppliers and other programs write them. */
import { describe, expect, it } from 'vitest';
import type { Goods } from '../../../main/domain/goods.ts';
import type { Language } from '../../../main/domain/screen-choice.ts';
import type { CsvChoice } from '../../../preload/contract/index.ts';
import type { Currency } from '../../../main/domain/money.ts';
import { nothingChosen, readImportFile } from '../../../main/catalogue/import-file.ts';

const [tea, oolong, soda] = ['6907770001012', '6907770001029', '0012345000775'];

interface Told {
  readonly choice?: Partial<CsvChoice>;
  readonly language?: Language;
  readonly currencies?: readonly [Currency, ...Currency[]];
}

function read(file: string | Uint8Array, { choice = {}, language = 'zh', currencies = ['CNY'] }: Told = {}) {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'utf8') : file;
  const reading = readImportFile(bytes, { language, currencies }, { ...nothingChosen, ...choice });
  if (reading.kind !== 'read') throw new Error(reading.kind);
  return reading;
}

type Taken = readonly (readonly [code: string, name: string, priceMinor: number])[];
const taken = ({ goods }: { readonly goods: readonly Goods[] }): Taken =>
  goods.map(({ code, name, priceMinor }) => [code, name, priceMinor]);
const bytesOf = (...pieces: readonly string[]): Buffer =>
  Buffer.concat(
    pieces.map((piece) => (piece.startsWith('0x') ? Buffer.from(piece.slice(2), 'hex') : Buffer.from(piece, 'latin1'))),
  );

describe('columns', () => {
  it.each([
    ['a barcode before a number of the shop’s own', 'SKU,Name,Price,Barcode\nT-01,Jasmine,18.00,6907770001012\n'],
    ['a price before an amount', 'Barcode,Name,Amount,Price\n6907770001012,Jasmine,240,18.00\n'],
    ['a price for one before one for all', '条码,品名,数量,金额,单价\n6907770001012,Jasmine,10,180.00,18.00\n'],
    [
      'a price to sell at before one to buy at',
      'EAN;Product name;Cost price;Selling price\n6907770001012;Jasmine;9;18\n',
    ],
    ['two languages in one heading', '条码 Barcode,名称/Name,Price 价格\n6907770001012,Jasmine,18\n'],
    ['marks of what is required', '*Barcode,*Name,*Price\n6907770001012,Jasmine,18\n'],
    ['Traditional Chinese', '商品條碼,名稱,售價\n6907770001012,Jasmine,18\n'],
    ['a currency in the heading', 'Barcode,Name,Price (CNY)\n6907770001012,Jasmine,18\n'],
    ['a currency after a slash', '条码,名称,售价/元\n6907770001012,Jasmine,18\n'],
    ['a number of a barcode in words', 'Code,"GTIN, UPC, EAN, or ISBN",Name,Price\n1,6907770001012,Jasmine,18\n'],
  ])('are found by %s', (_what, text) => {
    const reading = read(text);
    expect(taken(reading)).toEqual([[tea, 'Jasmine', 1_800]]);
    expect(reading.questions).toEqual([]);
  });

  it.each([
    ['price', 'EAN,Name,Sale price,Regular price\n6907770001012,Jasmine,,18.00\n', 3],
    ['price', 'EAN,Name,Amount\n6907770001012,Jasmine,18.00\n', 2],
    ['price', 'EAN,Name,RRP\n6907770001012,Jasmine,18.00\n', 2],
    ['code', 'EAN,UPC,Name,Price\n,6907770001012,Jasmine,18.00\n', 1],
    ['name', 'EAN,Item,Product,Price\n6907770001012,7,Jasmine,18.00\n', 2],
  ] as const)('where two fit, or none does, are asked about: %s', (column, text, place) => {
    const reading = read(text);
    expect(reading.questions).toEqual([column]);
    const answered = read(text, { choice: { columns: { ...reading.layout.columns, [column]: place } } });
    expect(answered.questions).toEqual([]);
    expect(taken(answered)).toEqual([[tea, 'Jasmine', 1_800]]);
  });

  it('can be said otherwise, and are shown with what stands in them', () => {
    const text = 'SKU,Name,Price,Barcode\nT-01,Jasmine,18.00,6907770001012\n';
    const { layout } = read(text);
    expect(layout.columns).toEqual({ code: 3, name: 1, price: 2, unit: null, currency: null });
    expect(layout.headings[3]).toEqual({ heading: 'Barcode', sample: tea });
    expect(taken(read(text, { choice: { columns: { ...layout.columns, code: 0 } } }))).toEqual([
      ['T-01', 'Jasmine', 1_800],
    ]);
  });

  it('that are not named are asked about where most lines make no sense', () => {
    const text = `Jasmine,${tea},18\nOolong,${oolong},22.50\n`;
    const reading = read(text);
    expect(reading.questions).toEqual(['code', 'name', 'price']);
    const columns = { ...reading.layout.columns, code: 1, name: 0, unit: null, currency: null };
    expect(taken(read(text, { choice: { columns } }))).toEqual([
      [tea, 'Jasmine', 1_800],
      [oolong, 'Oolong', 2_250],
    ]);
  });
});

describe('lines', () => {
  const rows: Taken = [
    [tea, 'Jasmine', 1_800],
    [oolong, 'Oolong', 2_250],
  ];
  const lines = (separator: string) =>
    ['barcode,name,price', `${tea},Jasmine,18.00`, `${oolong},Oolong,22.50`].map((line) =>
      line.replaceAll(',', separator),
    );

  it.each([
    ['a comma', ','],
    ['a semicolon', ';'],
    ['a tab', '\t'],
    ['a vertical bar', '|'],
  ])('are divided by %s, with a title above or without, under any kind of line end', (_what, separator) => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(taken(read(lines(separator).join(end)))).toEqual(rows);
      expect(taken(read(['Price list, November', '', ...lines(separator)].join(end)))).toEqual(rows);
      const named = [`sep=${separator}`, ...lines(separator)].join(end);
      expect(taken(read(named))).toEqual(rows);
      expect(taken(read(named.replace(/^sep=./u, '"$&"')))).toEqual(rows);
    }
  });

  it('may have a decimal comma where a semicolon divides them', () => {
    expect(taken(read(`"sep=;"\r\nbarcode;name;price\r\n${tea};Jasmine;18,00\r\n`))).toEqual([rows[0]]);
  });

  it('may have empty fields at the end, and be empty altogether', () => {
    expect(taken(read(['barcode,name,price,,', `${tea},Jasmine,18.00,,`, ',,,,', ''].join('\r')))).toEqual([rows[0]]);
  });

  it('keep their number under a title, for what cannot be taken', () => {
    const text = ['"sep=,"', 'Price list', 'barcode,name,price', `${tea},Jasmine,x`].join('\n');
    expect(read(text).refused).toMatchObject([{ line: 4, reason: 'price_invalid' }]);
  });

  it('say where a quotation mark is never closed', () => {
    const text = `sep=,\nbarcode,name,price\n${tea},"Jasmine,18\n`;
    expect(readImportFile(Buffer.from(text), { language: 'en', currencies: ['CNY'] })).toEqual({
      kind: 'broken',
      line: 3,
    });
  });
});

describe('what a name may hold', () => {
  const nameOf = (name: string) => {
    const { goods, refused } = read(`barcode,name,price\n${tea},"${name}",18\n`);
    return goods[0]?.name ?? refused.map(({ reason, detail }) => [reason, detail])[0];
  };

  it.each([
    ['a line break', 'Jasmine\ntea', 'Jasmine tea'],
    ['a mark of direction', 'Tea\u202e05.1', 'Tea05.1'],
    ['isolates', '\u2067Tea\u2069', 'Tea'],
    ['a character without width', 'Tea\u200b', 'Tea'],
    ['blanks and tabs', '  Green\t \u00a0tea ', 'Green tea'],
    ['quotation marks', '6"" plate', '6" plate'],
    ['a text guard', '=""Tea""', 'Tea'],
  ])('is taken without %s', (_what, name, kept) => {
    expect(nameOf(name)).toBe(kept);
  });

  it.each([
    ['Tea 🍵', 'name_emoji', '🍵'],
    ['𠮷野家牛丼', 'name_rare', '𠮷'],
    ['Tea\ud800', 'name_rare', null],
    ['x'.repeat(101), 'name_too_long', '101'],
    ['#REF!', 'name_missing', ''],
    ['\u200b', 'name_missing', ''],
  ])('is said to be at fault: %j', (name, reason, detail) => {
    // Half of a character does not survive UTF-8: it comes as a sign of its own, which may be sold.
    expect(nameOf(name)).toEqual(detail === null ? 'Tea\ufffd' : [reason, detail]);
  });

  it('does not answer for a specification that is too long', () => {
    const text = `条码,品名,规格,售价\n${tea},矿泉水,${'长'.repeat(21)},48.00\n`;
    expect(read(text).refused).toMatchObject([{ reason: 'unit_too_long', detail: '21' }]);
  });
});

describe('the currency', () => {
  const one = (price: string, heading = 'price', more = '') =>
    `code,name,${heading}${more === '' ? '' : ',currency'}\nAA,Tea,"${price}"${more === '' ? '' : `,${more}`}\n`;

  it.each([
    ['a sign of another', one('$12'), ['CNY'], 'currency_differs'],
    ['a sign of another', one('¥12'), ['HKD'], 'currency_differs'],
    ['a word of another', one('12元'), ['HKD'], 'currency_differs'],
    ['a sign that no account has', one('€12'), ['CNY'], 'currency_unknown'],
    ['a word that no account has', one('12 USD'), ['CNY'], 'currency_unknown'],
    ['a column and a sign that differ', one('HK$12', 'price', 'CNY'), ['CNY'], 'currency_differs'],
    ['a column of another sort', one('12', 'price', 'kg'), ['CNY'], 'currency_unknown'],
  ] as const)('is refused for %s: %j', (_what, text, currencies, reason) => {
    expect(read(text, { currencies }).refused).toMatchObject([{ reason }]);
  });

  it.each([
    ['a sign of another', one('$12'), ['CNY'], 'HKD'],
    ['a price in another', one('HK$12'), ['CNY'], 'HKD'],
    ['a price in another', one('1200円'), ['CNY'], 'JPY'],
    ['a heading of another', one('12', 'Price (HKD)'), ['CNY'], 'HKD'],
    ['a heading of another', one('1200', '価格（円）'), ['CNY'], 'JPY'],
    ['a column of another', one('12', 'price', 'HKD'), ['CNY'], 'HKD'],
    ['a heading that no account has', one('12', 'Price USD'), ['CNY'], 'CNY'],
  ] as const)('is asked for with %s: %j', (_what, text, currencies, answer) => {
    expect(read(text, { currencies }).questions).toContain('currency');
    const answered = read(text, { currencies, choice: { currency: answer } });
    expect(answered.questions).toEqual([]);
    expect(answered.goods).toMatchObject([{ currency: answer }]);
  });

  it.each([
    ['¥12', ['CNY'], 'CNY'],
    ['¥1200', ['JPY'], 'JPY'],
    ['$12', ['HKD'], 'HKD'],
    ['HK$12', ['CNY', 'HKD'], 'HKD'],
    ['12元', ['CNY'], 'CNY'],
    ['1200円', ['CNY', 'JPY'], 'JPY'],
  ] as const)('is that of %s where an account takes it, unasked', (price, currencies, currency) => {
    const reading = read(one(price), { currencies });
    expect(reading.questions).toEqual([]);
    expect(reading.goods).toMatchObject([{ currency }]);
  });
});

describe('the character set', () => {
  const text = '条码\t品名\t售价\r\n6907770001012\t茉莉花茶\t18.00\r\n';
  const swapped = Buffer.from(text, 'utf16le').swap16();
  const chinese: Taken = [[tea, '茉莉花茶', 1_800]];

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without', Buffer.from(text, 'utf16le')],
    ['big-endian UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['big-endian UTF-16 without', swapped],
  ])('%s is seen from the bytes', (_what, bytes) => {
    const reading = read(bytes);
    expect(taken(reading)).toEqual(chinese);
    expect(reading.questions).toEqual([]);
  });

  it.each([
    [
      'gb18030',
      bytesOf('0xccf5c2eb', ',', '0xc6b7c3fb', ',', '0xcadbbcdb', '\r\n12,', '0xdcd4c0f2bba8b2e8', ',18\r\n'),
      '茉莉花茶',
    ],
    [
      'big5',
      bytesOf('0xb1f8bd58', ',', '0xab7ea657', ',', '0xb0e2bbf9', '\r\n12,', '0xade1c266aff9', ',18\r\n'),
      '凍檸茶',
    ],
    [
      'shift_jis',
      bytesOf(
        'JAN',
        '0x835281',
        '[',
        '0x8368',
        ',',
        '0x8fa4956996bc',
        ',',
        '0x89bf8a69',
        '\r\n12,',
        '0x97ce9283',
        ',18\r\n',
      ),
      '緑茶',
    ],
  ] as const)('%s is proven by headings in it', (charset, bytes, name) => {
    for (const language of ['en', 'zh', 'ja'] as const) {
      const reading = read(bytes, { language });
      expect([reading.charset, reading.questions, reading.goods[0]?.name]).toEqual([charset, [], name]);
    }
  });

  it.each([
    [
      'gb18030',
      bytesOf('code,name,price\r\n12,', '0xdcd4c0f2bba8b2e8', ',18\r\n13,', '0xbff3c8aacbae', ',2\r\n'),
      '茉莉花茶',
    ],
    ['big5', bytesOf('code,name,price\r\n12,', '0xade1c266aff9', ',18\r\n13,', '0xb5d4c5daaa', 'o,2\r\n'), '凍檸茶'],
    [
      'shift_jis',
      bytesOf('code,name,price\r\n12,', '0x97ce92838379', '0x83628367', ',18\r\n13,', '0x82a882c982ac82e8', ',2\r\n'),
      '緑茶ペット',
    ],
    [
      'windows-1252',
      bytesOf('code,name,price\r\n12,Cr', '0xe8', 'me br', '0xfb', 'l', '0xe9', 'e,18\r\n13,Caf', '0xe9', ',2\r\n'),
      'Crème brûlée',
    ],
  ] as const)('%s without such headings is asked about, with its words to choose by', (charset, bytes, name) => {
    const reading = read(bytes);
    expect(reading.questions).toEqual(['charset']);
    // The likeliest comes first.
    expect(reading.charsets[0]?.charset).toBe(charset);
    expect(reading.charsets[0]?.sample).toContain(name);
    const answered = read(bytes, { choice: { charset } });
    expect(answered.questions).toEqual([]);
    expect(answered.goods[0]?.name).toBe(name);
  });

  it('is asked about where Chinese words happen to be valid UTF-8', () => {
    const bytes = bytesOf('code,name,price\r\n12,', '0xd2bbd0a9', ',18\r\n');
    const reading = read(bytes);
    expect(reading.questions).toEqual(['charset']);
    expect(read(bytes, { choice: { charset: 'gb18030' } }).goods[0]?.name).toBe('一些');
  });

  it('is not asked about for what is plain in all of them, nor for Latin letters in UTF-8', () => {
    expect(read('code,name,price\n12,Tea,18\n').questions).toEqual([]);
    expect(read('code,name,price\n12,Café,18\n').questions).toEqual([]);
  });

  it('stays asked about while something else is said', () => {
    const bytes = bytesOf('code,name,price\r\n12,', '0xdcd4c0f2bba8b2e8', ',18\r\n');
    expect(read(bytes, { choice: { currency: 'CNY' } }).questions).toEqual(['charset']);
  });

  it('is none where no character set fits', () => {
    const till = { language: 'zh', currencies: ['CNY'] } as const;
    expect(readImportFile(Uint8Array.from([0x61, 0xff, 0xff, 0xff]), till)).toEqual({ kind: 'unreadable' });
  });
});

describe('the codes of a file', () => {
  it('are plain however a spreadsheet guarded them, and have their zeros again', () => {
    const lines = ['barcode,name,price', `"=""${tea}""",Tea,18`, `'${oolong},Oolong,22.50`, '"\t12345000775",Soda,6'];
    expect(read(lines.join('\r\n')).goods.map(({ code }) => code)).toEqual([tea, oolong, soda]);
  });

  it('that a spreadsheet shortened are said', () => {
    expect(read('barcode,name,price\n6.90777E+12,Tea,18\n').refused).toMatchObject([{ reason: 'code_shortened' }]);
  });

  it('that mean one thing are said with the line on which it stands', () => {
    const text = `barcode,name,price\n${tea},Tea,18\n="${tea}",Tea,19\n`;
    expect(read(text).refused).toMatchObject([{ line: 3, reason: 'repeated', detail: '2' }]);
  });
});

describe('a file made to take long', () => {
  const filled = (piece: string) => piece.repeat(Math.ceil(2 ** 18 / piece.length));
  it.each(['(', '[x', '"', '""', ',', '=T("', "'", ' ', '\t', '1,', '*', ']E0', '0', '\u202e', '茶', 'sep=,'])(
    'of nothing but %j is read in a moment',
    (piece) => {
      const startedAt = performance.now();
      const till = { language: 'zh', currencies: ['CNY'] } as const;
      readImportFile(Buffer.from(filled(piece)), till);
      readImportFile(Buffer.from(`code,name,price\n${filled(piece)},${filled(piece)},${filled(piece)}`), till);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
  );
});
