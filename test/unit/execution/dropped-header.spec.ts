import { describe, expect, it } from '@jest/globals';
import { formatDroppedHeader } from '../../../src/conversion/shared/dropped-names.js';

describe('formatDroppedHeader', () => {
  it('names each dropped thing once', () => {
    expect(formatDroppedHeader(['top_k', 'tools.web_search', 'top_k'])).toBe('top_k, tools.web_search');
  });

  it('lets no character through that could break a header', () => {
    expect(formatDroppedHeader(['a\r\nset-cookie: x', 'é'])).toBe('a__set-cookie__x, _');
  });

  it('is at most 1 kB long and holds whole names only', () => {
    const header = formatDroppedHeader(Array.from({ length: 500 }, (_, index) => `field_${index}`));
    expect(header.length).toBeLessThanOrEqual(1024);
    expect(header).toMatch(/field_\d+$/);
  });

  it('is empty when nothing was dropped', () => {
    expect(formatDroppedHeader([])).toBe('');
  });
});
