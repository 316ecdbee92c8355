import { defineConfig } from '@playwright/test';

/** Folders for what failed of their own: one project that begins would clear another's that runs beside it. */
const projectIn = (name: string, folder: string) => ({
  name,
  testDir: `test/${folder}`,
  outputDir: `out/test/playwright/${name}`,
});

export default defineConfig({
  workers: 1,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  // A busy machine takes twenty for the whole stage.
  globalTimeout: 40 * 60_000,
  reporter: process.env['SCANTILL_REPORT_FILE']
    ? [['list'], ['json', { outputFile: process.env['SCANTILL_REPORT_FILE'] }]]
    : [['list']],
  snapshotPathTemplate: 'test/views/baseline/{arg}{ext}',
  expect: {
    // Room for the edges of letters; one line of text that is missing is beyond it.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', maxDiffPixels: 200 },
  },
  projects: [
    ...['e2e', 'views', 'tour', 'gallery'].map((name) => projectIn(name, name)),
    projectIn('packed', 'e2e-packed'),
  ],
});
