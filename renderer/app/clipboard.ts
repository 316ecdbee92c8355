import { bridge } from './bridge.ts';
import { perform } from './calls.ts';
import { showRefusal, showToast } from './toasts.ts';

export function copy(text: string): void {
  perform(async () => {
    const result = await bridge.copyText({ text });
    if (result.ok) showToast({ kind: 'done', message: 'toast.copied' });
    else showRefusal(result.problem);
  });
}
