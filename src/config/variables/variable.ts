/** An environment variable of the service. docs/configuration.md, `.env.example` and `--help` are generated from this list. */
export interface Variable {
  readonly name: string;
  readonly kind: 'text' | 'url' | 'integer' | 'number' | 'choice';
  /** One line of Markdown. `--help` shows only the first sentence. */
  readonly description: string;
  readonly default?: string;
  /** The allowed values of a choice. */
  readonly choices?: readonly string[];
  /** The value in `.env.example` of a variable without a default. */
  readonly example?: string;
  /** The value never appears in messages or logs. */
  readonly isSecret?: true;
  /** A library (the HTTP client or the OpenTelemetry SDK) reads it from the environment, never from `.env`. */
  readonly isExternal?: true;
}
