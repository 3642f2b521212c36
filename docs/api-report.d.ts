// What platform teams can import from 'claude-proxy'. A change that breaks them needs a new major version.
// Written by `npm run docs:api`; a test keeps it equal to the code.

export declare class ApiError extends Error {
    readonly status: number;
    readonly type: ErrorType;
    readonly extras: ApiErrorExtras;
    constructor(status: number, type: ErrorType, message: string, extras?: ApiErrorExtras);
    static invalidRequest(message: string): ApiError;
    static authentication(message: string): ApiError;
    static notFound(message: string): ApiError;
    static unsupportedEncoding(): ApiError;
    static tooLarge(message: string): ApiError;
    static timeout(message: string): ApiError;
    static upstream(message: string): ApiError;
    static otherApi(message: string): ApiError;
    static internal(): ApiError;
    static crashed(): ApiError;
    static shuttingDown(): ApiError;
    static overloaded(message: string): ApiError;
    buildBody(requestId: string): ErrorBody;
}
export declare class ApiKeyCallerResolver implements CallerResolver {
    get isOpen(): boolean;
    authenticate(headers: IncomingHttpHeaders): Caller;
    isAuthorized(headers: IncomingHttpHeaders): boolean;
}
export declare class AuthGuard implements CanActivate {
    canActivate(context: ExecutionContext): boolean | Promise<boolean>;
}
export declare class ClaudeProxyModule extends ConfigurableModuleClass implements NestModule {
    configure(): void;
}
export declare class ConfigError extends Error {
    readonly problems: readonly string[];
    constructor(problems: readonly string[]);
}
export declare class ContextKey<Value> {
    get(head: RequestHead): Value | undefined;
    set(head: RequestHead, value: Value): void;
}
export declare class ConversionService {
    convert(request: CreateMessageRequest, context: ConversionContext): Conversion;
    forward(raw: RawRequest, context: ConversionContext): Conversion | undefined;
}
export declare class DrainService implements BeforeApplicationShutdown {
    get isDraining(): boolean;
    get isClosing(): boolean;
    drain(): Promise<void>;
    terminate(): Promise<void>;
    beforeApplicationShutdown(): Promise<void>;
}
export declare class ForwardedMessage {
    readonly bytes: Buffer;
    readonly usage: ResponseUsage;
    readonly stop_reason: StopReason | null;
    get length(): number;
}
export declare class Metrics implements RequestObserver {
    readonly registry: Registry<"text/plain; version=0.0.4; charset=utf-8">;
    read(): Promise<string>;
    onStart({ head }: RequestRecord): void;
    onUpstreamCall({ upstream, api, upstreamCalls }: RequestRecord): void;
    onFallback({ upstream, modelRoute }: RequestRecord): void;
    onFirstToken(record: RequestRecord): void;
}
export declare class ModelMapper {
    findUpstreamModel(requested: string, _head?: RequestHead, upstream?: Upstream): string | undefined;
    resolveModel(target: string, name: string): string | undefined;
}
export declare class TokenCounter implements OnApplicationShutdown {
    countTokens(request: CountTokensRequest, caller?: Caller): Promise<number>;
    onApplicationShutdown(): Promise<void>;
}
export declare class UpstreamClient implements OnApplicationShutdown {
    onApplicationShutdown(): Promise<void>;
    stream<Item>(conversion: Conversion<Item>, context: RequestContext, upstream: Upstream): Observable<readonly Item[]>;
    complete<Response>(conversion: Conversion<unknown, Response>, context: RequestContext, upstream: Upstream): Observable<Response>;
}
export declare class UpstreamRouter {
    resolveTargets(requestedModel: string, head?: RequestHead): readonly [RouteTarget, ...RouteTarget[]];
    findTargets(requestedModel: string, head?: RequestHead): readonly RouteTarget[];
    findProbeTargets(requestedModel: string): readonly RouteTarget[];
}
export declare const CALLER_RESOLVER: unique symbol;
export declare const CurrentCaller: (...dataOrPipes: unknown[]) => ParameterDecorator;
export declare const PROXY_OPTIONS: unique symbol;
export declare const UPSTREAM_DISPATCHER: unique symbol;
export declare const proxyConfig: (() => ProxyOptions) & import("@nestjs/config").ConfigFactoryKeyHost<ProxyOptions>;
export declare function createProxyAdapter({ bodyLimit }: ProxyAdapterOptions): FastifyAdapter;
export declare function getRequestHead(context: ExecutionContext): RequestHead;
export declare function getRequestRecord(context: ExecutionContext): RequestRecord;
export declare function loadConfiguration(folder?: string): Configuration;
export interface Caller {
    readonly apiKey?: string;
    readonly usesProxyKey: boolean;
    readonly id?: string;
}
export interface CallerResolver {
    authenticate(headers: IncomingHttpHeaders): Caller | Promise<Caller>;
}
export interface ProxyExtensions {
    readonly imports?: NonNullable<ModuleMetadata['imports']>;
    readonly providers?: readonly Provider[];
    readonly guards?: readonly Type<CanActivate>[];
    readonly interceptors?: readonly Type<NestInterceptor>[];
    readonly acceptsForwardedResponses?: boolean;
    readonly observers?: readonly Type<RequestObserver>[];
}
export interface ProxyOptions extends Routes {
    readonly upstreamKey?: string;
    readonly proxyKeys: readonly string[];
    readonly baseUrl: URL;
    readonly api?: ApiSetting;
    readonly provider?: ProviderName;
    readonly upstreamHeaders: Readonly<Record<string, string>>;
    readonly bigModel: string;
    readonly smallModel: string;
    readonly defaultModels?: readonly string[];
    readonly modelMap: readonly ModelRule[];
    readonly maxOutputTokens?: number;
    readonly host: string;
    readonly port: number;
    readonly logLevel: LogLevel;
    readonly requestTimeoutMs: number;
    readonly maxRetries: number;
    readonly pingIntervalMs: number;
    readonly bodyLimit: number;
    readonly maxConcurrency?: number;
    readonly requestsPerMinute?: number;
    readonly redisUrl?: URL;
    readonly workers: number;
    readonly shutdownDelayMs: number;
    readonly drainTimeoutMs: number;
    readonly metricsPort?: number;
    readonly readinessUpstream: boolean;
    readonly apiDocs: boolean;
    readonly tracesExporters?: readonly TracesExporter[];
}
export interface RequestHead {
    readonly requestId: string;
    readonly clientRequestId: string | undefined;
    readonly sessionId: string | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly method: string;
    readonly query: string;
    readonly route: string;
    readonly isProxied: boolean;
    readonly traceparent: string | undefined;
    readonly tracestate: string | undefined;
    readonly caller: Caller | undefined;
}
export interface RequestObserver {
    onStart?(record: RequestRecord): void;
    onUpstreamCall?(record: RequestRecord, call: UpstreamCallRecord): void;
    onUpstreamEnd?(record: RequestRecord, call: UpstreamCallRecord): void;
    onFallback?(record: RequestRecord): void;
    onFirstToken?(record: RequestRecord): void;
    onEnd?(record: RequestRecord): void;
}
export interface RequestRecord {
    readonly head: RequestHead;
    readonly startedAt: number;
    readonly traceId: string | undefined;
    readonly model: string | undefined;
    readonly upstreamModel: string | undefined;
    readonly provider: string | undefined;
    readonly api: UpstreamApiName | undefined;
    readonly upstream: string | undefined;
    readonly modelRoute: string | undefined;
    readonly isStream: boolean | undefined;
    readonly dropped: readonly string[];
    readonly learned: readonly string[];
    readonly upstreamCalls: number;
    readonly upstreamStatus: number | undefined;
    readonly upstreamRequestId: string | undefined;
    readonly responseModel: string | undefined;
    readonly firstTokenAt: number | undefined;
    readonly usage: TokenUsage | undefined;
    readonly stopReason: StopReason | null | undefined;
    readonly unknownFinishReason: string | undefined;
    readonly failure: ApiError | undefined;
    readonly status: number | undefined;
    readonly endedBy: EndedBy | undefined;
    readonly durationMs: number | undefined;
    readonly requestBytes: number | undefined;
    readonly responseBytes: number | undefined;
}
export interface RouteTarget {
    readonly upstream: Upstream;
    readonly model: string;
    readonly breaker: CircuitBreaker;
    readonly route: RouteOptions | undefined;
}
export interface Upstream {
    readonly name: string;
    readonly baseUrl: URL;
    readonly api?: ApiSetting;
    readonly isMessagesUpstream: boolean;
    readonly urls: UpstreamUrls;
    readonly profile: ProviderProfile;
    readonly usesCallerKey: boolean;
    readonly apiKey?: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly confidential: readonly string[];
    readonly timeoutMs: number;
    readonly concurrency: ConcurrencyLimiter;
    readonly modelOverrides: readonly ModelOverrides[];
}
export interface UpstreamCallRecord {
    readonly startedAt: number;
    readonly url: URL;
    readonly headers: Record<string, string>;
    status?: number;
}
export type CreateMessageRequest = {
    cache_control?: null | {
        ttl?: "1h" | "5m" | null;
        type: "ephemeral";
    };
    max_tokens: number;
    messages: readonly ({
        clear_at?: "never" | "next_user_message" | null;
        content: readonly ({
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content: readonly ContentBlockParam[];
            source: string;
            title: string;
            type: "search_result";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content?: null | readonly ContentBlockParam[] | string;
            is_error?: boolean | null;
            tool_use_id: string;
            type: "tool_result";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content?: null | string;
            type: "compaction";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content?: unknown;
            tool_use_id: string;
            type: "bash_code_execution_tool_result" | "code_execution_tool_result" | "mcp_tool_result" | "text_editor_code_execution_tool_result" | "tool_search_tool_result" | "web_fetch_tool_result" | "web_search_tool_result";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            context?: null | string;
            source: {
                content: string | readonly ContentBlockParam[];
                type: "content";
            } | {
                data: string;
                media_type: string;
                type: "base64";
            } | {
                data: string;
                media_type?: "text/plain";
                type: "text";
            } | {
                file_id: string;
                type: "file";
            } | {
                type: "url";
                url: string;
            };
            title?: null | string;
            type: "document";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            data: string;
            type: "redacted_thinking";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            id: string;
            input?: unknown;
            name: string;
            toolset_name?: null | string;
            type: "tool_use";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            id: string;
            input?: unknown;
            name: string;
            type: "mcp_tool_use" | "server_tool_use";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            signature?: string;
            thinking: string;
            type: "thinking";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            source: {
                data: string;
                media_type: string;
                type: "base64";
            } | {
                file_id: string;
                type: "file";
            } | {
                type: "url";
                url: string;
            };
            type: "image";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            state_changes?: null | readonly (unknown)[];
            tabs?: readonly (unknown)[];
            type: "browser_state";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            text: string;
            type: "text";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            tool?: null | {
                definition: {
                    cache_control?: null | {
                        ttl?: "1h" | "5m" | null;
                        type: "ephemeral";
                    };
                    defer_loading?: boolean | null;
                    description?: null | string;
                    display_height_px?: null | number;
                    display_width_px?: null | number;
                    enable_zoom?: boolean | null;
                    input_examples?: null | readonly (unknown)[];
                    input_schema?: Readonly<Record<string, unknown>> | null;
                    name: string;
                    strict?: boolean | null;
                    type?: null | string;
                };
                type: "tool_definition";
            } | {
                name: string;
                type: "tool_reference";
            };
            type: "tool_addition" | "tool_removal";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            tool_name: string;
            type: "tool_reference";
        })[] | string;
        role: "system";
    } | {
        clear_at?: "never" | "next_user_message" | null;
        content?: null;
        output_config: {
            effort?: "high" | "low" | "max" | "medium" | "xhigh" | null;
            format?: null | {
                schema: Readonly<Record<string, unknown>>;
                type: "json_schema";
            };
        };
        role: "system";
    } | {
        content: readonly ({
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content: readonly ContentBlockParam[];
            source: string;
            title: string;
            type: "search_result";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content?: null | readonly ContentBlockParam[] | string;
            is_error?: boolean | null;
            tool_use_id: string;
            type: "tool_result";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content?: null | string;
            type: "compaction";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            content?: unknown;
            tool_use_id: string;
            type: "bash_code_execution_tool_result" | "code_execution_tool_result" | "mcp_tool_result" | "text_editor_code_execution_tool_result" | "tool_search_tool_result" | "web_fetch_tool_result" | "web_search_tool_result";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            context?: null | string;
            source: {
                content: string | readonly ContentBlockParam[];
                type: "content";
            } | {
                data: string;
                media_type: string;
                type: "base64";
            } | {
                data: string;
                media_type?: "text/plain";
                type: "text";
            } | {
                file_id: string;
                type: "file";
            } | {
                type: "url";
                url: string;
            };
            title?: null | string;
            type: "document";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            data: string;
            type: "redacted_thinking";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            id: string;
            input?: unknown;
            name: string;
            toolset_name?: null | string;
            type: "tool_use";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            id: string;
            input?: unknown;
            name: string;
            type: "mcp_tool_use" | "server_tool_use";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            signature?: string;
            thinking: string;
            type: "thinking";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            source: {
                data: string;
                media_type: string;
                type: "base64";
            } | {
                file_id: string;
                type: "file";
            } | {
                type: "url";
                url: string;
            };
            type: "image";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            state_changes?: null | readonly (unknown)[];
            tabs?: readonly (unknown)[];
            type: "browser_state";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            text: string;
            type: "text";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            tool?: null | {
                definition: {
                    cache_control?: null | {
                        ttl?: "1h" | "5m" | null;
                        type: "ephemeral";
                    };
                    defer_loading?: boolean | null;
                    description?: null | string;
                    display_height_px?: null | number;
                    display_width_px?: null | number;
                    enable_zoom?: boolean | null;
                    input_examples?: null | readonly (unknown)[];
                    input_schema?: Readonly<Record<string, unknown>> | null;
                    name: string;
                    strict?: boolean | null;
                    type?: null | string;
                };
                type: "tool_definition";
            } | {
                name: string;
                type: "tool_reference";
            };
            type: "tool_addition" | "tool_removal";
        } | {
            cache_control?: null | {
                ttl?: "1h" | "5m" | null;
                type: "ephemeral";
            };
            tool_name: string;
            type: "tool_reference";
        })[] | string;
        role: "assistant" | "user";
    })[];
    metadata?: null | {
        user_id?: null | string;
    };
    model: string;
    output_config?: null | {
        effort?: "high" | "low" | "max" | "medium" | "xhigh" | null;
        format?: null | {
            schema: Readonly<Record<string, unknown>>;
            type: "json_schema";
        };
    };
    output_format?: null | {
        schema: Readonly<Record<string, unknown>>;
        type: "json_schema";
    };
    service_tier?: null | string;
    stop_sequences?: null | readonly (string)[];
    stream?: boolean | null;
    system?: null | readonly ({
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        content: readonly ContentBlockParam[];
        source: string;
        title: string;
        type: "search_result";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        content?: null | string;
        type: "compaction";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        content?: string | readonly ContentBlockParam[] | null | undefined;
        is_error?: boolean | null;
        tool_use_id: string;
        type: "tool_result";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        content?: unknown;
        tool_use_id: string;
        type: "bash_code_execution_tool_result" | "code_execution_tool_result" | "mcp_tool_result" | "text_editor_code_execution_tool_result" | "tool_search_tool_result" | "web_fetch_tool_result" | "web_search_tool_result";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        context?: null | string;
        source: {
            content: readonly ContentBlockParam[] | string;
            type: "content";
        } | {
            data: string;
            media_type: string;
            type: "base64";
        } | {
            data: string;
            media_type?: "text/plain";
            type: "text";
        } | {
            file_id: string;
            type: "file";
        } | {
            type: "url";
            url: string;
        };
        title?: null | string;
        type: "document";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        data: string;
        type: "redacted_thinking";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        id: string;
        input?: unknown;
        name: string;
        toolset_name?: null | string;
        type: "tool_use";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        id: string;
        input?: unknown;
        name: string;
        type: "mcp_tool_use" | "server_tool_use";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        signature?: string;
        thinking: string;
        type: "thinking";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        source: {
            data: string;
            media_type: string;
            type: "base64";
        } | {
            file_id: string;
            type: "file";
        } | {
            type: "url";
            url: string;
        };
        type: "image";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        state_changes?: null | readonly (unknown)[];
        tabs?: readonly (unknown)[];
        type: "browser_state";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        text: string;
        type: "text";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        tool?: null | {
            definition: {
                cache_control?: null | {
                    ttl?: "1h" | "5m" | null;
                    type: "ephemeral";
                };
                defer_loading?: boolean | null;
                description?: null | string;
                display_height_px?: null | number;
                display_width_px?: null | number;
                enable_zoom?: boolean | null;
                input_examples?: null | readonly (unknown)[];
                input_schema?: Readonly<Record<string, unknown>> | null;
                name: string;
                strict?: boolean | null;
                type?: null | string;
            };
            type: "tool_definition";
        } | {
            name: string;
            type: "tool_reference";
        };
        type: "tool_addition" | "tool_removal";
    } | {
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        tool_name: string;
        type: "tool_reference";
    })[] | string;
    temperature?: null | number;
    thinking?: null | {
        budget_tokens?: null | number;
        display?: "omitted" | "summarized" | "updates" | null;
        type: "adaptive" | "between_tools" | "disabled" | "enabled";
    };
    tool_choice?: null | {
        disable_parallel_tool_use?: boolean | null;
        name: string;
        type: "tool";
    } | {
        disable_parallel_tool_use?: boolean | null;
        type: "any" | "auto";
    } | {
        type: "none";
    };
    tools?: null | readonly ({
        cache_control?: null | {
            ttl?: "1h" | "5m" | null;
            type: "ephemeral";
        };
        defer_loading?: boolean | null;
        description?: null | string;
        display_height_px?: null | number;
        display_width_px?: null | number;
        enable_zoom?: boolean | null;
        input_examples?: null | readonly (unknown)[];
        input_schema?: Readonly<Record<string, unknown>> | null;
        name: string;
        strict?: boolean | null;
        type?: null | string;
    } | {
        configs?: Readonly<Record<string, Readonly<{ enabled?: boolean | null; }> | null>> | null;
        type: "browser_toolset_20260801" | "computer_toolset_20260801";
    })[];
    top_k?: null | number;
    top_p?: null | number;
};
export type EndedBy = 'done' | 'client_left' | 'upstream_failed' | 'timeout' | 'rejected' | 'shutdown' | 'failed';
export type Message = {
    container: null;
    content: readonly ({
        caller: {
            type: "direct";
        };
        content: readonly ({
            encrypted_content: string;
            page_age: null;
            title: string;
            type: "web_search_result";
            url: string;
        })[] | {
            error_code: "unavailable";
            type: "web_search_tool_result_error";
        };
        tool_use_id: string;
        type: "web_search_tool_result";
    } | {
        caller: {
            type: "direct";
        };
        id: string;
        input: Readonly<Record<string, unknown>>;
        name: string;
        toolset_name?: string;
        type: "tool_use";
    } | {
        caller: {
            type: "direct";
        };
        id: string;
        input: Readonly<Record<string, unknown>>;
        name: string;
        type: "server_tool_use";
    } | {
        citations?: readonly ({
            cited_text: string;
            encrypted_index: string;
            title: null | string;
            type: "web_search_result_location";
            url: string;
        })[];
        text: string;
        type: "text";
    } | {
        content: {
            tool_references: readonly ({
                tool_name: string;
                type: "tool_reference";
            })[];
            type: "tool_search_tool_search_result";
        };
        tool_use_id: string;
        type: "tool_search_tool_result";
    } | {
        data: string;
        type: "redacted_thinking";
    } | {
        signature: string;
        thinking: string;
        type: "thinking";
    })[];
    diagnostics: null;
    id: string;
    model: string;
    role: "assistant";
    stop_details: null | {
        category: null;
        explanation: null | string;
        type: "refusal";
    };
    stop_reason: "end_turn" | "max_tokens" | "model_context_window_exceeded" | "pause_turn" | "refusal" | "stop_sequence" | "tool_use" | null;
    stop_sequence: null | string;
    type: "message";
    usage: {
        cache_creation: null | {
            ephemeral_1h_input_tokens: number;
            ephemeral_5m_input_tokens: number;
        };
        cache_creation_input_tokens: number;
        cache_read_input_tokens: number;
        inference_geo: null;
        input_tokens: number;
        output_tokens: number;
        output_tokens_details: null | {
            thinking_tokens: number;
        };
        server_tool_use: null | {
            web_fetch_requests: number;
            web_search_requests: number;
        };
        service_tier: "priority" | "standard";
        speed: null;
    };
};
export type MessageStreamEvent = {
    content_block: {
        caller: {
            type: "direct";
        };
        content: readonly ({
            encrypted_content: string;
            page_age: null;
            title: string;
            type: "web_search_result";
            url: string;
        })[] | {
            error_code: "unavailable";
            type: "web_search_tool_result_error";
        };
        tool_use_id: string;
        type: "web_search_tool_result";
    } | {
        caller: {
            type: "direct";
        };
        id: string;
        input: Readonly<Record<string, unknown>>;
        name: string;
        toolset_name?: string;
        type: "tool_use";
    } | {
        caller: {
            type: "direct";
        };
        id: string;
        input: Readonly<Record<string, unknown>>;
        name: string;
        type: "server_tool_use";
    } | {
        citations?: readonly ({
            cited_text: string;
            encrypted_index: string;
            title: null | string;
            type: "web_search_result_location";
            url: string;
        })[];
        text: string;
        type: "text";
    } | {
        content: {
            tool_references: readonly ({
                tool_name: string;
                type: "tool_reference";
            })[];
            type: "tool_search_tool_search_result";
        };
        tool_use_id: string;
        type: "tool_search_tool_result";
    } | {
        data: string;
        type: "redacted_thinking";
    } | {
        signature: string;
        thinking: string;
        type: "thinking";
    };
    index: number;
    type: "content_block_start";
} | {
    delta: {
        citation: {
            cited_text: string;
            encrypted_index: string;
            title: null | string;
            type: "web_search_result_location";
            url: string;
        };
        type: "citations_delta";
    } | {
        partial_json: string;
        type: "input_json_delta";
    } | {
        signature: string;
        type: "signature_delta";
    } | {
        text: string;
        type: "text_delta";
    } | {
        thinking: string;
        type: "thinking_delta";
    };
    index: number;
    type: "content_block_delta";
} | {
    delta: {
        container: null;
        stop_details: null | {
            category: null;
            explanation: null | string;
            type: "refusal";
        };
        stop_reason: "end_turn" | "max_tokens" | "model_context_window_exceeded" | "pause_turn" | "refusal" | "stop_sequence" | "tool_use";
        stop_sequence: null | string;
    };
    type: "message_delta";
    usage: {
        cache_creation_input_tokens: number;
        cache_read_input_tokens: number;
        input_tokens: number;
        output_tokens: number;
        output_tokens_details: null | {
            thinking_tokens: number;
        };
        server_tool_use: null | {
            web_fetch_requests: number;
            web_search_requests: number;
        };
    };
} | {
    error: {
        details?: Readonly<Record<string, unknown>>;
        message: string;
        type: "api_error" | "authentication_error" | "billing_error" | "conflict_error" | "invalid_request_error" | "not_found_error" | "overloaded_error" | "permission_error" | "rate_limit_error" | "request_too_large" | "timeout_error";
    };
    request_id: string;
    type: "error";
} | {
    index: number;
    type: "content_block_stop";
} | {
    message: {
        container: null;
        content: readonly ({
            caller: {
                type: "direct";
            };
            content: readonly ({
                encrypted_content: string;
                page_age: null;
                title: string;
                type: "web_search_result";
                url: string;
            })[] | {
                error_code: "unavailable";
                type: "web_search_tool_result_error";
            };
            tool_use_id: string;
            type: "web_search_tool_result";
        } | {
            caller: {
                type: "direct";
            };
            id: string;
            input: Readonly<Record<string, unknown>>;
            name: string;
            toolset_name?: string;
            type: "tool_use";
        } | {
            caller: {
                type: "direct";
            };
            id: string;
            input: Readonly<Record<string, unknown>>;
            name: string;
            type: "server_tool_use";
        } | {
            citations?: readonly ({
                cited_text: string;
                encrypted_index: string;
                title: null | string;
                type: "web_search_result_location";
                url: string;
            })[];
            text: string;
            type: "text";
        } | {
            content: {
                tool_references: readonly ({
                    tool_name: string;
                    type: "tool_reference";
                })[];
                type: "tool_search_tool_search_result";
            };
            tool_use_id: string;
            type: "tool_search_tool_result";
        } | {
            data: string;
            type: "redacted_thinking";
        } | {
            signature: string;
            thinking: string;
            type: "thinking";
        })[];
        diagnostics: null;
        id: string;
        model: string;
        role: "assistant";
        stop_details: null | {
            category: null;
            explanation: null | string;
            type: "refusal";
        };
        stop_reason: "end_turn" | "max_tokens" | "model_context_window_exceeded" | "pause_turn" | "refusal" | "stop_sequence" | "tool_use" | null;
        stop_sequence: null | string;
        type: "message";
        usage: {
            cache_creation: null | {
                ephemeral_1h_input_tokens: number;
                ephemeral_5m_input_tokens: number;
            };
            cache_creation_input_tokens: number;
            cache_read_input_tokens: number;
            inference_geo: null;
            input_tokens: number;
            output_tokens: number;
            output_tokens_details: null | {
                thinking_tokens: number;
            };
            server_tool_use: null | {
                web_fetch_requests: number;
                web_search_requests: number;
            };
            service_tier: "priority" | "standard";
            speed: null;
        };
    };
    type: "message_start";
} | {
    type: "message_stop";
} | {
    type: "ping";
};
export type TokenUsage = Pick<Usage, 'input_tokens' | 'output_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'>;
