import type { Language } from '../domain/screen-choice.ts';
import { messageOf } from '../domain/message-of.ts';

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

const notWritten: Readonly<Record<Language, string>> = {
  en: 'Scantill cannot read or write its own files, so it has not started. No payment was taken and nothing is lost. Another program may be holding the files, as a virus scanner or a backup does, or the disk is full or write-protected. Put that right and start Scantill again.',
  zh: 'Scantill 无法读写自己的文件，因此没有启动。没有收取任何款项，也没有丢失任何内容。可能有其他程序（如杀毒软件或备份程序）正在占用这些文件，或磁盘已满、被写保护。处理后请重新启动 Scantill。',
  ja: 'Scantill は自分のファイルを読み書きできないため、起動していません。支払いは受け付けておらず、失われたものもありません。ウイルス対策やバックアップなど別のプログラムがファイルを使用中か、ディスクがいっぱい、または書き込み禁止の可能性があります。解消してから Scantill をもう一度起動してください。',
};
const fileCodes: readonly unknown[] = ['EPERM', 'EBUSY', 'EACCES', 'EROFS', 'ENOSPC'];

/** What to say when the till could not start: in plain words where its files are the reason, with the system's own below. */
export function startFailure(language: Language, fault: unknown): string {
  const isOfFiles = fault instanceof Error && 'code' in fault && fileCodes.includes(fault.code);
  return isOfFiles ? `${notWritten[language]}\n\n${messageOf(fault)}` : messageOf(fault);
}
