import { describe, expect, it } from '@jest/globals';
import { formatConfigListing } from '../../../src/cli/command-line.js';
import { testOptions } from '../../support/options.js';

describe('formatConfigListing', () => {
  it('writes lines that are variables or comments, and ends with the warnings', () => {
    const listing = formatConfigListing({
      options: testOptions({}),
      settings: [
        { name: 'CLAUDE_PROXY_PORT', value: '9000', origin: 'environment' },
        { name: 'OPENAI_API_KEY', value: '***', origin: 'file' },
        { name: 'NO_PROXY' },
      ],
      warnings: ['that is unwise'],
    });
    expect(listing.split('\n')).toEqual([
      expect.stringMatching(/^CLAUDE_PROXY_PORT=9000 +# environment$/),
      expect.stringMatching(/^OPENAI_API_KEY=\*\*\* +# file$/),
      '# NO_PROXY is not set',
      '# Warning: that is unwise',
    ]);
  });
});
