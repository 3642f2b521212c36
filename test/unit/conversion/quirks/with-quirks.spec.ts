import { describe, expect, it } from '@jest/globals';
import { withQuirks } from '../../../../src/conversion/quirks/with-quirks.js';
import { openrouter } from '../../../../src/dialects/openrouter.js';

describe('withQuirks', () => {
  it('leaves cache marks out for a model that refused them', () => {
    expect(withQuirks(openrouter, { cacheControl: 'none' }).cacheControl).toBe('none');
    expect(withQuirks(openrouter, {}).cacheControl).toBe('copied');
  });
});
