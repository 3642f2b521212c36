import { describe, expect, it } from '@jest/globals';
import { matchesWildcard } from '../../../src/common/wildcard.js';

describe('matchesWildcard', () => {
  it.each([
    ['gpt-4o', 'GPT-4o'],
    ['*', ''],
    ['*', 'anything'],
    ['claude-*', 'claude-'],
    ['*-latest', 'claude-latest'],
    ['a*b*c', 'abc'],
    ['a*b*c', 'a-b-b-c-c'],
    ['**', 'x'],
    ['a.c', 'a.c'],
  ])('matches %s with %s', (pattern, name) => {
    expect(matchesWildcard(pattern, name)).toBe(true);
  });

  it.each([
    ['gpt-4o', 'gpt-4o-mini'],
    ['claude-*', 'my-claude-x'],
    ['*-latest', 'latest-x'],
    ['ab*ba', 'aba'],
    ['a*b*c', 'acb'],
    ['a*bb*b', 'abb'],
    ['a.c', 'abc'],
  ])('does not match %s with %s', (pattern, name) => {
    expect(matchesWildcard(pattern, name)).toBe(false);
  });
});
