import { describe, expect, it } from '@jest/globals';
import { parseBaseUrl } from '../../../src/config/base-url.js';

describe('parseBaseUrl', () => {
  it.each([
    ['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1'],
    ['https://api.example.com/v1/chat/completions/', 'https://api.example.com/v1'],
    ['https://api.example.com/v1/responses?api-version=1', 'https://api.example.com/v1?api-version=1'],
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['https://api.example.com/chat/completions-v2/', 'https://api.example.com/chat/completions-v2/'],
  ])('removes the path of an endpoint: %s', (text, expected) => {
    expect(parseBaseUrl(text).href).toBe(expected);
  });
});
