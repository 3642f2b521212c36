import { describe, expect, it } from '@jest/globals';
import type { ToolCallFragment } from '../../../../../src/conversion/shared/stream/tool-call-buffer.js';
import { ToolCallBuffer } from '../../../../../src/conversion/shared/stream/tool-call-buffer.js';

type Fragment = readonly [index: number | undefined, id: string, name: string, argumentsText: string];

describe('ToolCallBuffer', () => {
  it.each<[string, Fragment[], number[]]>([
    [
      'a known id continues its call',
      [
        [0, 'a', 'f', '{'],
        [0, 'a', '', '}'],
      ],
      [0, 0],
    ],
    [
      'a known id continues its call under another index',
      [
        [0, 'a', 'f', '{'],
        [1, 'a', '', '}'],
      ],
      [0, 0],
    ],
    [
      'a known id with another name is the next call once the JSON is complete',
      [
        [0, 'a', 'f', '{}'],
        [0, 'a', 'g', ''],
      ],
      [0, 1],
    ],
    [
      'a name after complete arguments belongs to the call that has none',
      [
        [0, 'a', '', '{}'],
        [0, '', 'f', ''],
      ],
      [0, 0],
    ],
    [
      'a known id with another name continues while the JSON is open',
      [
        [0, 'a', 'f', '{'],
        [0, 'a', 'g', '}'],
      ],
      [0, 0],
    ],
    [
      'a known id with all arguments again is a repetition',
      [
        [0, 'a', 'f', '{"x":1}'],
        [0, 'a', 'f', '{"x":1}'],
      ],
      [0, 0],
    ],
    [
      'a known id with other arguments is the next call',
      [
        [0, 'a', 'f', '{"x":1}'],
        [0, 'a', 'f', '{"x":2}'],
      ],
      [0, 1],
    ],
    [
      'an unknown id is a new call although the index is known',
      [
        [0, 'a', 'f', '{'],
        [0, 'b', 'f', '{'],
      ],
      [0, 1],
    ],
    [
      'a late id is adopted',
      [
        [0, '', 'f', ''],
        [0, 'a', '', '{'],
        [0, 'a', '', '}'],
      ],
      [0, 0, 0],
    ],
    [
      'a late id is not adopted by a call that is complete',
      [
        [0, '', 'f', '{}'],
        [0, 'a', 'g', '{}'],
      ],
      [0, 1],
    ],
    [
      'an index alone continues its call',
      [
        [0, '', 'f', '{'],
        [1, '', 'g', '{'],
        [0, '', '', '}'],
      ],
      [0, 1, 0],
    ],
    [
      'an index with a name and new arguments is the next call',
      [
        [0, '', 'f', '{}'],
        [0, '', 'f', '{}'],
      ],
      [0, 1],
    ],
    [
      'an index with a repeated name continues its call',
      [
        [0, '', 'f', '{}'],
        [0, '', 'f', ''],
      ],
      [0, 0],
    ],
    [
      'without label a name begins a call',
      [
        [undefined, '', 'f', '{'],
        [undefined, '', 'g', '{}'],
      ],
      [0, 1],
    ],
    [
      'without label the last unfinished call goes on',
      [
        [undefined, '', 'f', '{'],
        [undefined, '', 'g', '{}'],
        [undefined, '', '', '}'],
      ],
      [0, 1, 0],
    ],
    [
      'without label and unfinished call the last one goes on',
      [
        [undefined, '', 'f', '{}'],
        [undefined, '', '', ' '],
      ],
      [0, 0],
    ],
    ['without anything a call begins', [[undefined, '', '', '{']], [0]],
  ])('%s', (_name, fragments, expected) => {
    const buffer = new ToolCallBuffer([]);
    const calls = fragments.map((fragment) => buffer.accept(toFragment(fragment)));
    const distinct = [...new Set(calls)];
    expect(calls.map((call) => distinct.indexOf(call))).toEqual(expected);
  });

  it('gives no id to a second call that claims it', () => {
    const buffer = new ToolCallBuffer([]);
    buffer.accept(toFragment([0, 'a', 'f', '{}']));
    expect(buffer.accept(toFragment([0, 'a', 'g', '{}'])).id).toBe('');
  });

  it.each<[string, Fragment[], string | undefined]>([
    ['a good call', [[0, 'a', 'f', '{}']], undefined],
    ['a call without arguments', [[0, 'a', 'f', '']], undefined],
    ['a call that was only announced', [[0, 'a', '', '']], undefined],
    ['a call without a name', [[0, 'a', '', '{}']], 'it has no name'],
    ['a call cut off', [[0, 'a', 'f', '{"x":"']], 'its arguments were cut off'],
  ])('judges %s', (_name, fragments, defect) => {
    const buffer = new ToolCallBuffer([]);
    for (const fragment of fragments) buffer.accept(toFragment(fragment));
    expect(buffer.defective?.defect).toBe(defect);
  });

  it('puts a name together until it is whole', () => {
    const nameOf = (tools: string[], ...pieces: string[]): string => {
      const buffer = new ToolCallBuffer(tools);
      return pieces.map((piece) => buffer.accept(toFragment([0, 'a', piece, ''])).name).at(-1) ?? '';
    };
    expect(nameOf(['get_time'], 'get', '_time')).toBe('get_time');
    expect(nameOf(['get_time'], 'get_time', 'get_time')).toBe('get_time');
    expect(nameOf(['get', 'get_time'], 'get', '_time')).toBe('get_time');
    expect(nameOf(['get_time'], 'get_time', '_zone')).toBe('get_time');
    expect(nameOf([], 'get', 'get')).toBe('get');
  });
});

function toFragment([index, id, name, argumentsText]: Fragment): ToolCallFragment {
  return { index, id, name, argumentsText };
}
