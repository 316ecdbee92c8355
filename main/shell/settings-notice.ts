import type { Language } from '../../preload/contract.ts';

export interface Notice {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

const texts: Readonly<Record<Language, Notice>> = {
  en: {
    message: 'The settings could not be read and were set aside.',
    detail:
      'No order and no key is lost. Merchant accounts have to be entered or imported again before real payments can be taken. The old file is kept here:',
    button: 'Go on with default settings',
  },
  zh: {
    message: '设置文件无法读取，已另存保留。',
    detail: '订单和密钥没有丢失。收取真实款项之前，需要重新填写或导入商户账号。旧文件保存在：',
    button: '用默认设置继续',
  },
  ja: {
    message: '設定ファイルを読み込めなかったため、別名で保管しました。',
    detail:
      '注文や鍵は失われていません。本番の会計を始める前に、加盟店アカウントをもう一度入力するか読み込んでください。元のファイル：',
    button: '初期設定で続ける',
  },
};

/** What to say when the settings file was set aside whole under `path`. */
export function settingsNotice(language: Language, path: string): Notice {
  const { message, detail, button } = texts[language];
  return { message, detail: `${detail}\n${path}`, button };
}
