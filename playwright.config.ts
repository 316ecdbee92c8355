import { defineConfig } from '@playwright/test';

export default defineConfig({
  workers: 1,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  // A busy machine takes twenty for the whole stage.
  globalTimeout: 40 * 60_000,
  outputDir: 'out/test/playwright',
  reporter: process.env['SCANTILL_REPORT_FILE']
    ? [['list'], ['json', { outputFile: process.env['SCANTILL_REPORT_FILE'] }]]
    : [['list']],
  snapshotPathTemplate: 'test/e2e/baseline/{arg}{ext}',
  expect: {
    // Room for the edges of letters; one line of text that is missing is beyond it.
    toHaveScreenshot: { animations: 'disabled', caret: 'hide', maxDiffPixels: 200 },
  },
  projects: [
    { name: 'e2e', testDir: 'test/e2e' },
    { name: 'packed', testDir: 'test/e2e-packed' },
    { name: 'tour', testDir: 'test/tour' },
    { name: 'gallery', testDir: 'test/gallery' },
  ],
});
