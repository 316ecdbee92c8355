import { useState } from 'preact/hooks';
import type { MerchantAccount, AccountView, SelfTestReport, SelfTestStep } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { skewSentence, spanText } from '../app/clock-words.ts';
import { gatewayName } from '../app/order-words.ts';
import { refusalWords } from '../app/refusal-words.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { FieldNote } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { findingOf } from './self-test.ts';

type Verdict = SelfTestStep['verdict'];

const iconOf: Readonly<Record<Verdict, IconName>> = {
  good: 'circle-check',
  wrong: 'circle-x',
  doubtful: 'triangle-alert',
  not_known: 'circle-help',
};

/** The state whose colour says the verdict. */
const stateOf: Readonly<Record<Verdict, 'paid' | 'declined' | 'unknown' | 'expired'>> = {
  good: 'paid',
  wrong: 'declined',
  doubtful: 'unknown',
  not_known: 'expired',
};

function durationText(durationMs: number): string {
  return durationMs < 1000
    ? t('selfTest.milliseconds', { count: durationMs })
    : t('selfTest.seconds', { count: durationMs / 1000 });
}

/** What is wrong and how to mend it; empty where there is nothing to say. */
function mendSentence(step: SelfTestStep, gateway: MerchantAccount['gateway']): string {
  const finding = findingOf(step);
  const values = { gateway: gatewayName(gateway) };
  switch (finding.kind) {
    case 'none':
      return step.name === 'notifications' && step.verdict !== 'good' ? t('selfTest.withoutNotifications') : '';
    case 'fault':
      return t(`fault.${finding.fault}`, values);
    case 'problem':
      return t(`problem.${finding.code}`, values);
    case 'clock':
      return finding.isWrong ? t('selfTest.clockWrong', { skew: skewSentence(finding.skewMs) }) : '';
    case 'refused':
      return finding.explanation === null
        ? t('selfTest.refused', values)
        : t(`reason.${finding.explanation.reason}`, values);
    case 'unknown':
      return t('selfTest.unknownFault', { code: finding.code });
  }
}

/** The figure beside a step's verdict: how long it took, or by how much the clock is off. */
function figureOf(step: SelfTestStep): string {
  const finding = findingOf(step);
  if (finding.kind === 'clock' && !finding.isWrong) return t('selfTest.clockOff', { span: spanText(finding.skewMs) });
  return step.durationMs === null ? '' : durationText(step.durationMs);
}

function StepLine({ step, gateway }: { readonly step: SelfTestStep; readonly gateway: MerchantAccount['gateway'] }) {
  const finding = findingOf(step);
  const mend = mendSentence(step, gateway);
  return (
    <li class="test-step" data-step={step.name} data-verdict={step.verdict} data-state={stateOf[step.verdict]}>
      <Icon name={iconOf[step.verdict]} strokeWidth={2.25} />
      <span class="test-step-name">{t(`selfTest.step.${step.name}`)}</span>
      <span class="test-step-figure">{figureOf(step)}</span>
      <strong class="test-step-verdict">{t(`selfTest.verdict.${step.verdict}`)}</strong>
      {mend !== '' && <p class="test-step-mend">{mend}</p>}
      {finding.kind === 'refused' && finding.words !== '' && (
        <p class="test-step-words selectable">
          {t('outcome.gatewayWords', { gateway: gatewayName(gateway), words: finding.words })}
        </p>
      )}
    </li>
  );
}

interface Done {
  readonly report: SelfTestReport;
  readonly at: string;
}

function Report({ done: { report }, gateway }: { readonly done: Done; readonly gateway: MerchantAccount['gateway'] }) {
  return (
    <>
      <div
        class="test-verdict"
        role="status"
        data-testid={testIds.selfTestVerdict}
        data-ready={report.ready}
        data-state={report.ready ? 'paid' : 'declined'}
      >
        <Icon name={report.ready ? 'shield-check' : 'shield-alert'} size={44} />
        <h3>{t(report.ready ? 'selfTest.ready' : 'selfTest.notReady')}</h3>
      </div>
      <ul class="test-steps">
        {report.steps.map((step) => (
          <StepLine key={step.name} step={step} gateway={gateway} />
        ))}
      </ul>
      <p class="field-hint">{t('selfTest.noMoney')}</p>
    </>
  );
}

/** Whether an account can take money, before the first customer finds out. It tests what is saved, not what is typed. */
export function SelfTestPanel({ stored: { account } }: { readonly stored: AccountView }) {
  const [isRunning, setIsRunning] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const start = (): void => {
    if (isRunning) return;
    setIsRunning(true);
    setRefusal(null);
    perform(async () => {
      try {
        const result = await bridge.testAccount({ accountId: account.id });
        if (result.ok) setDone({ report: result.value, at: new Date().toISOString() });
        else setRefusal(refusalWords(result.problem));
      } finally {
        setIsRunning(false);
      }
    });
  };
  return (
    <section class="self-test" data-testid={testIds.selfTest} aria-busy={isRunning}>
      <div class="section-line">
        <h2 class="side-title">{t('selfTest.title')}</h2>
        {done !== null && !isRunning && (
          <span class="test-when">
            {t('selfTest.when', { time: timeText(done.at, 'clock'), duration: durationText(done.report.durationMs) })}
          </span>
        )}
      </div>
      {done === null || isRunning ? (
        <p class="field-hint">{t('selfTest.intro')}</p>
      ) : (
        <Report done={done} gateway={account.gateway} />
      )}
      <FieldNote problem={refusal} />
      <Button
        icon={isRunning ? 'hourglass' : done === null ? 'shield-check' : 'rotate-ccw'}
        testId={testIds.selfTestStart}
        unavailable={isRunning ? t('selfTest.running') : null}
        onPress={start}
      >
        {t(isRunning ? 'selfTest.running' : done === null ? 'selfTest.start' : 'selfTest.again')}
      </Button>
    </section>
  );
}
