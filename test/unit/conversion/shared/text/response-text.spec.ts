import { describe, expect, it } from '@jest/globals';
import type { ThinkTags } from '../../../../../src/conversion/shared/text/think-tag-splitter.js';
import { ResponseText } from '../../../../../src/conversion/shared/text/response-text.js';

describe('ResponseText', () => {
  it.each([
    ['text without tags', 'Hello', '', 'Hello'],
    ['a thought', '<think>a</think>b', 'a', 'b'],
    ['reasoning after whitespace', ' \n<think>\na</think>\n\nb\n', 'a', 'b\n'],
    ['an open thought', '<think>a</thin', 'a</thin', ''],
    ['an empty thought', '<think></think>b', '', 'b'],
    ['a tag after text', 'a<think>b</think>', '', 'a<think>b</think>'],
    ['a thought in the tags of Bedrock', '<reasoning>a</reasoning>b', 'a', 'b'],
    ['a thought in the tags of MiniMax', '<mm:think>a</think>b</mm:think>c', 'a</think>b', 'c'],
    ['a thought in the tags of Gemma', '<|channel>thought\na\n<channel|>b', 'a\n', 'b'],
    ['a thought in the tags of Gemini', '<thought>a</thought>b', 'a', 'b'],
    ['a thought in long tags', '<thinking>a</thinking>b', 'a', 'b'],
    ['a tag that is longer', '<thinker>a</thinker>', '', '<thinker>a</thinker>'],
    ['a second thought', '<think>a</think>b<think>c</think>', 'a', 'b<think>c</think>'],
    ['a closing tag alone', 'a</think>b', '', 'a</think>b'],
    ['half a tag', ' <thin', '', ' <thin'],
    ['nothing but blanks', ' \n ', '', ' \n '],
  ])('reads %s the same in one piece and by the character', (_name, content, thinking, text) => {
    expect(readPieces([content])).toEqual({ thinking, text });
    expect(readPieces([...content])).toEqual({ thinking, text });
  });

  it.each([
    ['text without tags', 'Hello', '', 'Hello'],
    ['a thought', '<think>a</think>b', 'a', 'b'],
    ['a thought without its first tag', '\na\n\nb</think>\n\nc', 'a\n\nb', 'c'],
    ['a closing tag that does not come', 'a</thin', '', 'a</thin'],
    ['a second closing tag', 'a</think>b</think>c', 'a', 'b</think>c'],
    ['nothing but blanks', ' \n ', '', ' \n '],
  ])('reads %s where the first tag may be missing', (_name, content, thinking, text) => {
    expect(readPieces([content], [], 'on')).toEqual({ thinking, text });
    expect(readPieces([...content], [], 'on')).toEqual({ thinking, text });
  });

  it('holds the text while the first tag may be missing, and emits the text after it at once', () => {
    const responseText = new ResponseText([], 'on');
    expect(responseText.accept('a')).toEqual({ thinking: '', text: '' });
    expect(responseText.accept('b</think>c')).toEqual({ thinking: 'ab', text: 'c' });
    expect(responseText.accept('d')).toEqual({ thinking: '', text: 'd' });
  });

  it('takes tags for text where there are none', () => {
    expect(readPieces([...'<think>a</think>b'], [], 'off')).toEqual({ thinking: '', text: '<think>a</think>b' });
  });

  it('ends the text at the first stop sequence, however it is cut', () => {
    expect(readPieces(['One STO', 'P two END'], ['END', 'STOP'])).toEqual({ thinking: '', text: 'One ' });
    expect(readPieces([...'One STOP two END'], ['END', 'STOP'])).toEqual({ thinking: '', text: 'One ' });
  });

  it('shows the beginning of a stop sequence that is not completed', () => {
    expect(readPieces(['aab', 'aa'], ['aabaac'])).toEqual({ thinking: '', text: 'aabaa' });
  });

  it('finds no stop sequence in a thought', () => {
    expect(readPieces(['<think>END</think>ok'], ['END'])).toEqual({ thinking: 'END', text: 'ok' });
  });

  it('names the stop sequence and drops the text after it', () => {
    const responseText = new ResponseText(['END']);
    responseText.accept('a END b');
    expect(responseText.matchedStop).toBe('END');
    expect(responseText.accept('c')).toEqual({ thinking: '', text: '' });
  });

  it('still recognizes a tag after a flush if only whitespace came before', () => {
    const responseText = new ResponseText([]);
    responseText.accept('\n');
    responseText.flush();
    expect(responseText.accept('<think>a')).toEqual({ thinking: 'a', text: '' });
  });
});

function readPieces(
  pieces: readonly string[],
  stops: readonly string[] = [],
  thinkTags: ThinkTags = 'auto',
): { thinking: string; text: string } {
  const responseText = new ResponseText(stops, thinkTags);
  const read = [...pieces.map((piece) => responseText.accept(piece)), responseText.flush()];
  return { thinking: read.map(({ thinking }) => thinking).join(''), text: read.map(({ text }) => text).join('') };
}
