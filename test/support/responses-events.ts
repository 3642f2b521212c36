import type {
  ResponsesEvent,
  ResponsesOutputItem,
  ResponsesOutputPart,
  ResponsesResponse,
} from '../../src/protocol/openai/responses.js';

type Event = Omit<ResponsesEvent, 'item_id' | 'output_index'>;

const DELTA_LENGTH = 5;

/** Lists the events with which OpenAI streams a response, with `sequence_number` and padding as on the wire. */
export function listResponseEvents(response: ResponsesResponse): readonly ResponsesEvent[] {
  const started = { ...response, status: 'in_progress', output: [], usage: null, incomplete_details: null };
  const events = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    ...(response.output ?? []).flatMap((item, index) => (item ? listItemEvents(item, index) : [])),
    { type: `response.${response.status ?? 'completed'}`, response },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

/** Lists the events of one item of the output. */
export function listItemEvents(item: ResponsesOutputItem, output_index: number): readonly ResponsesEvent[] {
  const { encrypted_content, ...rest } = item;
  const added = {
    ...rest,
    status: 'in_progress',
    ...(item.content && { content: [] }),
    ...(item.summary && { summary: [] }),
    ...(item.type === 'function_call' && { arguments: '' }),
    // What is encrypted so far is not complete.
    ...(encrypted_content && { encrypted_content: `${encrypted_content.slice(0, 8)}incomplete` }),
  };
  const inner = listInnerEvents(item).map((event) => ({ ...event, item_id: item.id ?? null, output_index }));
  return [
    { type: 'response.output_item.added', output_index, item: added },
    ...inner,
    { type: 'response.output_item.done', output_index, item },
  ];
}

function listInnerEvents(item: ResponsesOutputItem): readonly Event[] {
  switch (item.type) {
    case 'message':
      return (item.content ?? []).flatMap((part, index) => (part ? listPartEvents(part, index) : []));
    case 'reasoning':
      return listReasoningEvents(item);
    case 'function_call':
      return listArgumentEvents(item);
    case 'web_search_call':
      return ['in_progress', 'searching', 'completed'].map((step) => ({ type: `response.web_search_call.${step}` }));
    default:
      return [];
  }
}

function listPartEvents(part: ResponsesOutputPart, content_index: number): readonly Event[] {
  const isRefusal = part.type === 'refusal';
  const kind = isRefusal ? 'refusal' : 'output_text';
  const text = (isRefusal ? part.refusal : part.text) ?? '';
  const empty = isRefusal ? { ...part, refusal: '' } : { ...part, text: '', annotations: [] };
  return [
    { type: 'response.content_part.added', content_index, part: empty },
    ...cut(text).map((delta) => ({ type: `response.${kind}.delta`, content_index, delta, obfuscation: 'x7Kq' })),
    ...(part.annotations ?? []).map((annotation) => ({
      type: 'response.output_text.annotation.added',
      content_index,
      annotation,
    })),
    { type: `response.${kind}.done`, content_index, ...(isRefusal ? { refusal: text } : { text }) },
    { type: 'response.content_part.done', content_index, part },
  ];
}

function listReasoningEvents({ summary, content }: ResponsesOutputItem): readonly Event[] {
  return [
    ...(summary ?? []).flatMap((part, summary_index): readonly Event[] => [
      { type: 'response.reasoning_summary_part.added', summary_index, part: { ...part, text: '' } },
      ...cut(part?.text ?? '').map((delta) => ({
        type: 'response.reasoning_summary_text.delta',
        summary_index,
        delta,
      })),
      { type: 'response.reasoning_summary_text.done', summary_index, text: part?.text ?? '' },
      { type: 'response.reasoning_summary_part.done', summary_index, part },
    ]),
    ...(content ?? []).flatMap((part, content_index): readonly Event[] => [
      ...cut(part?.text ?? '').map((delta) => ({ type: 'response.reasoning_text.delta', content_index, delta })),
      { type: 'response.reasoning_text.done', content_index, text: part?.text ?? '' },
    ]),
  ];
}

function listArgumentEvents({ arguments: text, name }: ResponsesOutputItem): readonly Event[] {
  const complete = typeof text === 'string' ? text : '';
  return [
    ...cut(complete).map((delta) => ({ type: 'response.function_call_arguments.delta', delta })),
    { type: 'response.function_call_arguments.done', arguments: complete, name: name ?? null },
  ];
}

function cut(text: string): readonly string[] {
  return text.match(new RegExp(`[^]{1,${DELTA_LENGTH}}`, 'g')) ?? [];
}
