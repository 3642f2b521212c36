import { asList, asText, isJsonObject } from '../../../common/json.js';
import type { ResponsesEvent, ResponsesOutputItem, ResponsesResponse } from '../../../protocol/openai/responses.js';
import { HELD_OBJECT } from '../../shared/stream/held-content.js';
import { FunctionCallItem } from './function-call-item.js';
import { MessageItem } from './message-item.js';
import type { OutputItem } from './output-item.js';
import type { OutputWriter } from './output-writer.js';
import { ReasoningItem } from './reasoning-item.js';
import { ToolSearchItem, WebSearchItem } from './search-items.js';

/** The types of items that have a place in a Message. Others would need tools that the proxy does not declare. */
const itemTypes = new Map<string, new (output: OutputWriter) => OutputItem>([
  ['message', MessageItem],
  ['reasoning', ReasoningItem],
  ['function_call', FunctionCallItem],
  ['web_search_call', WebSearchItem],
  ['tool_search_call', ToolSearchItem],
  ['tool_search_output', ToolSearchItem],
]);

/** The types of items that events belong to. */
const eventTypes = new Map<string, string>([
  ['response.output_text.delta', 'message'],
  ['response.output_text.done', 'message'],
  ['response.output_text.annotation.added', 'message'],
  ['response.refusal.delta', 'message'],
  ['response.refusal.done', 'message'],
  ['response.reasoning_summary_text.delta', 'reasoning'],
  ['response.reasoning_summary_text.done', 'reasoning'],
  ['response.reasoning_summary_part.done', 'reasoning'],
  ['response.reasoning_text.delta', 'reasoning'],
  ['response.reasoning_text.done', 'reasoning'],
  ['response.function_call_arguments.delta', 'function_call'],
  ['response.function_call_arguments.done', 'function_call'],
]);

/** An item in the order of the output, and the events that wait for the items before it. */
interface Place {
  readonly type: string;
  readonly index: number | undefined;
  readonly ids: readonly string[];
  readonly item: OutputItem;
  waiting: ResponsesEvent[];
  isStarted: boolean;
  isComplete: boolean;
}

/** Writes the items of the output in their order: the first one that is not complete is live, the others wait. */
export class OutputSequence {
  private readonly places: Place[] = [];
  private readonly byIndex = new Map<number, Place>();
  /** The places that are not complete, in their order; the first one is live. */
  private readonly open: Place[] = [];

  constructor(private readonly output: OutputWriter) {}

  get hasItems(): boolean {
    return this.places.length > 0;
  }

  accept(event: ResponsesEvent): void {
    const place = this.findPlace(event);
    if (place && !place.isComplete) this.pass(place, event);
  }

  /** Accepts the output that the last event repeats: completes the items, and writes those never seen before. */
  complete(items: ResponsesResponse['output']): void {
    const unclaimed = new Set(this.places);
    asList(items).forEach((item, index) => {
      const type = asText(item?.type);
      if (!isJsonObject(item) || !itemTypes.has(type)) return;
      const place = this.claim(unclaimed, type, index, item) ?? this.add(type, index, item);
      unclaimed.delete(place);
      if (!place.isComplete) this.pass(place, { type: ITEM_DONE, item });
    });
    this.finish();
  }

  /** Writes what is left, complete or not. */
  finish(): void {
    while (this.open[0] && this.output.matchedStop === null) this.pass(this.open[0], { type: ITEM_DONE });
  }

  private pass(place: Place, event: ResponsesEvent): void {
    if (place !== this.open[0]) {
      this.output.held.add(HELD_OBJECT + measureSize(event));
      place.waiting.push(event);
      return;
    }
    this.deliver(place, event);
    for (let next = this.open[0]; next && next.waiting.length > 0; next = this.open[0]) this.deliverWaiting(next);
  }

  private deliverWaiting(place: Place): void {
    const { waiting } = place;
    place.waiting = [];
    for (const event of waiting) if (!place.isComplete) this.deliver(place, event);
  }

  private deliver(place: Place, event: ResponsesEvent): void {
    if (this.output.matchedStop !== null) return;
    place.isStarted = true;
    if (event.type !== ITEM_DONE) return place.item.accept?.(event);
    place.isComplete = true;
    place.item.complete(event.item ?? undefined);
    this.open.shift();
  }

  /** Finds or adds the place of an event; undefined for an event without one, such as the end of a part. */
  private findPlace(event: ResponsesEvent): Place | undefined {
    const { item, output_index, item_id } = event;
    const isItem = event.type === ITEM_ADDED || event.type === ITEM_DONE;
    const type = isItem ? asText(item?.type) : eventTypes.get(event.type);
    if (type === undefined || !itemTypes.has(type)) return undefined;
    const index = typeof output_index === 'number' ? output_index : undefined;
    if (event.type === ITEM_ADDED) return this.register(type, index, item ?? {});
    const known = this.find(type, index, isItem ? listIds(item ?? {}) : [asText(item_id)]);
    return known ?? this.add(type, index, item ?? {});
  }

  private register(type: string, index: number | undefined, item: ResponsesOutputItem): undefined {
    const known = index === undefined ? undefined : this.byIndex.get(index);
    if (known?.type !== type || known.isComplete) this.add(type, index, item);
  }

  /** By its index, else by its id, else the last one of its type: ids have differed between the events of an item. */
  private find(type: string, index: number | undefined, ids: readonly string[]): Place | undefined {
    if (index !== undefined) {
      const place = this.byIndex.get(index);
      return place?.type === type ? place : undefined;
    }
    const ofType = this.places.filter((place) => place.type === type);
    return ofType.find((place) => isNamed(place, ids)) ?? ofType.findLast((place) => !place.isComplete);
  }

  private claim(
    unclaimed: ReadonlySet<Place>,
    type: string,
    index: number,
    item: ResponsesOutputItem,
  ): Place | undefined {
    const candidates = [...unclaimed].filter((place) => place.type === type);
    return (
      candidates.find((place) => isNamed(place, [asText(item.id)])) ??
      candidates.find((place) => place.index === index) ??
      candidates.find((place) => isNamed(place, [asText(item.call_id)])) ??
      candidates[0]
    );
  }

  private add(type: string, index: number | undefined, item: ResponsesOutputItem): Place {
    const Item = itemTypes.get(type) ?? MessageItem;
    const ids = listIds(item);
    const created: OutputItem = new Item(this.output);
    const place = { type, index, ids, item: created, waiting: [], isStarted: false, isComplete: false };
    this.output.held.add(HELD_OBJECT);
    created.register?.(item);
    this.places.push(place);
    if (index !== undefined) this.byIndex.set(index, place);
    this.open.splice(this.findPosition(index), 0, place);
    return place;
  }

  /** The position by index, but not before an item that is being written. */
  private findPosition(index = Infinity): number {
    const first = this.open[0]?.isStarted ? 1 : 0;
    const position = this.open.findIndex((place, at) => at >= first && (place.index ?? -1) > index);
    return position < 0 ? this.open.length : position;
  }
}

const ITEM_ADDED = 'response.output_item.added';
const ITEM_DONE = 'response.output_item.done';

function listIds({ id, call_id }: ResponsesOutputItem): readonly string[] {
  return [asText(id), asText(call_id)].filter((text) => text !== '');
}

function isNamed(place: Place, ids: readonly string[]): boolean {
  return place.ids.some((id) => ids.includes(id));
}

/** The size as JSON; nested too deeply to be written as JSON, an event is too large to be held. */
function measureSize(event: ResponsesEvent): number {
  try {
    return JSON.stringify(event).length;
  } catch {
    return Infinity;
  }
}
