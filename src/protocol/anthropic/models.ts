/** The shapes of GET /v1/models and GET /v1/models/{id}. */

export interface ModelInfo {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly lifecycle: 'active';
  /** The family; null for a name of the gateway's own. */
  readonly line: ModelLine | null;
  readonly deprecated_at: null;
  readonly retires_at: null;
  readonly max_input_tokens: number | null;
  readonly max_tokens: number | null;
  readonly capabilities: null;
}

export type ModelLine = 'haiku' | 'sonnet' | 'opus' | 'fable';

export interface ModelPage {
  readonly data: readonly ModelInfo[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
}
