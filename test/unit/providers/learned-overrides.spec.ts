import { describe, expect, it } from '@jest/globals';
import { applyLearnedOverrides } from '../../../src/providers/learned-overrides.js';
import { openrouter } from '../../../src/providers/profiles/openrouter.js';

describe('withQuirks', () => {
  it('leaves cache marks out for a model that refused them', () => {
    expect(applyLearnedOverrides(openrouter, { cacheControl: 'none' }).cacheControl).toBe('none');
    expect(applyLearnedOverrides(openrouter, {}).cacheControl).toBe('copied');
  });
});
