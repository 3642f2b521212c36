import { describe, expect, it } from '@jest/globals';
import { paginateModels } from '../../../src/models/model-catalog.service.js';
import type { ModelInfo } from '../../../src/protocol/anthropic/models.js';

const models = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }) as ModelInfo);
const ids = (query: Parameters<typeof paginateModels>[1]): unknown => {
  const page = paginateModels(models, query);
  return [page.data.map(({ id }) => id).join(''), page.has_more, page.first_id, page.last_id];
};

describe('paginateModels', () => {
  it.each([
    [{}, ['abcde', false, 'a', 'e']],
    [{ limit: '2' }, ['ab', true, 'a', 'b']],
    [{ limit: '2', after_id: 'b' }, ['cd', true, 'c', 'd']],
    [{ limit: '2', after_id: 'd' }, ['e', false, 'e', 'e']],
    [{ limit: '2', before_id: 'd' }, ['bc', true, 'b', 'c']],
    [{ limit: '9', before_id: 'c' }, ['ab', false, 'a', 'b']],
    [{ after_id: 'e' }, ['', false, null, null]],
    [{ limit: '1000' }, ['abcde', false, 'a', 'e']],
    [{ after_id: 'unknown' }, ['abcde', false, 'a', 'e']],
  ])('cuts the page of %j', (query, page) => {
    expect(ids(query)).toEqual(page);
  });

  it.each(['0', '-1', '1001', 'x', '1.5'])('refuses the limit %s', (limit) => {
    expect(() => paginateModels(models, { limit })).toThrow(expect.objectContaining({ status: 400 }));
  });
});
