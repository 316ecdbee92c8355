/** An invented shop: its words in each language, its time, and the count of its orders. */
import type { Language } from '../../../main/domain/screen-choice.ts';

const minuteMs = 60_000;

const firstNumber = 142;

/** What people of the shop have typed, in their own language. */
const wordsOf = {
  en: {
    shop: 'Harbour Tea House',
    till: 'Till 2',
    operator: 'Mei Lin',
    manager: 'Chen Wei',
    helper: 'Ken',
    tea: 'Tea',
    goods: 'Longjing tea 50 g and two more',
    icedTea: 'Oolong tea, iced',
    coldTea: 'Cold tea to take away',
    pot: 'Tea pot',
    latte: 'Matcha latte, two',
    leaves: 'Longjing tea 100 g',
    strainer: 'Bamboo tea strainer',
    box: 'Tea gift box',
    feast: 'Catering for the harbour festival, forty people, paid in full',
    brokenPot: 'The pot came broken',
  },
  zh: {
    shop: '海湾茶铺',
    till: '2 号台',
    operator: '林梅',
    manager: '陈伟',
    helper: '小王',
    tea: '茶',
    goods: '龙井茶 50 g 等三件',
    icedTea: '冰乌龙茶',
    coldTea: '冷泡茶，带走',
    pot: '茶壶',
    latte: '抹茶拿铁两杯',
    leaves: '龙井茶 100 g',
    strainer: '竹茶漏',
    box: '茶叶礼盒',
    feast: '海湾节茶点四十位，已全额付清，晚上六点送到码头二号门',
    brokenPot: '茶壶到手时已经碎了',
  },
  ja: {
    shop: '湾岸茶房',
    till: 'レジ 2',
    operator: '佐藤',
    manager: '高橋',
    helper: '伊藤',
    tea: 'お茶',
    goods: '煎茶 50 g ほか2点',
    icedTea: '冷やし烏龍茶',
    coldTea: '冷茶テイクアウト',
    pot: '茶器',
    latte: '抹茶ラテ 2点',
    leaves: '煎茶 100 g',
    strainer: '竹の茶こし',
    box: '茶葉ギフト箱',
    feast: '湾岸まつりの茶菓子四十名様分、全額前払い、十八時に第二埠頭へお届け',
    brokenPot: '茶器が割れていたため',
  },
} as const satisfies Record<Language, Record<string, string>>;

let sceneTimeMs: number | null = null;

let lastNumber = firstNumber;

let shopWords: (typeof wordsOf)[Language] = wordsOf.en;

/** What its people have typed, in the language of the scene. */
export function words(): (typeof wordsOf)[Language] {
  return shopWords;
}

/** Every scene begins with the same numbers; with a time, also at that time (epoch milliseconds). */
export function beginScene(language: Language, timeMs: number | null): void {
  shopWords = wordsOf[language];
  sceneTimeMs = timeMs;
  lastNumber = firstNumber;
}

/** Counts the orders of a scene. */
export function nextNumber(): number {
  lastNumber += 1;
  return lastNumber;
}

export function shopName(): string {
  return shopWords.shop;
}

/** UTC ISO time `minutes` from now; negative is past. */
export function minutesFromNow(minutes: number): string {
  return new Date((sceneTimeMs ?? Date.now()) + minutes * minuteMs).toISOString();
}
