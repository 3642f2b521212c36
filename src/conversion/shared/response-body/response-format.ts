/** How the responses of an API are read, whole or streamed. `Item` is what it streams, `Body` a whole response. */
export interface ResponseFormat<Item, Body> {
  /** What a whole response is called in error messages: "a chat completion". */
  readonly bodyName: string;
  /** What a stream is called in error messages: "a chat stream". */
  readonly streamName: string;
  /** Converts an event with this JSON as its data. */
  readonly parseItem: (event: Readonly<Record<string, unknown>>, eventName: string) => Item;
  /** The item that `[DONE]` stands for. */
  readonly doneItem: Item;
  /** Checks a whole response. Throws an ApiError if it is not one. */
  readonly parseBody: (body: Readonly<Record<string, unknown>>) => Body;
  /** Converts a whole response to the stream that was requested. Throws an ApiError if it reports an error. */
  readonly convertToItems: (body: Body) => readonly Item[];
  /** The item that reports an error. */
  readonly createErrorItem: (message: string) => Item;
  /** Whether nothing follows an item that belongs to the response. */
  readonly isLast: (item: Item) => boolean;
  /** Reads the model that an item or a whole response names. */
  readonly findModel: (piece: Item | Body) => string | undefined;
}
