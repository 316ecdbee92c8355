import { describe, expect, it } from 'vitest';
import { statesDocument } from '../../support/states-document.ts';

describe('docs/states.md', () => {
  it('is what the transition tables say', async () => {
    const document = statesDocument('test/unit/domain/states-document.test.ts');
    await expect(document).toMatchFileSnapshot('../../../docs/states.md');
  });
});
