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
    static tooLarge(message: string): ApiError;
    static timeout(message: string): ApiError;
    static upstream(message: string): ApiError;
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
}
export declare class DrainService implements BeforeApplicationShutdown {
    get isDraining(): boolean;
    get isClosing(): boolean;
    drain(): Promise<void>;
    abandon(): Promise<void>;
    beforeApplicationShutdown(): Promise<void>;
}
export declare class Metrics implements RequestObserver {
    readonly registry: Registry<"text/plain; version=0.0.4; charset=utf-8">;
    read(): Promise<string>;
    onStart({ head }: RequestRecord): void;
    onUpstreamCall({ upstream, upstreamCalls }: RequestRecord): void;
    onFallback({ upstream, modelRoute }: RequestRecord): void;
    onFirstToken(record: RequestRecord): void;
}
export declare class ModelMapper {
    findUpstreamModel(requested: string, _head?: RequestHead): string | undefined;
    resolveModel(target: string, name: string): string | undefined;
}
export declare class TokenCounter implements OnApplicationShutdown {
    countTokens(request: CountTokensRequest): Promise<number>;
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
export interface CreateMessageRequest extends CacheMarked {
    readonly model: string;
    readonly max_tokens: number;
    readonly messages: readonly MessageParam[];
    readonly system?: string | readonly ContentBlockParam[] | null;
    readonly stream?: boolean | null;
    readonly temperature?: number | null;
    readonly top_p?: number | null;
    readonly top_k?: number | null;
    readonly stop_sequences?: readonly string[] | null;
    readonly tools?: readonly (ToolParam | ToolsetParam)[] | null;
    readonly tool_choice?: ToolChoice | null;
    readonly thinking?: ThinkingConfig | null;
    readonly output_config?: OutputConfig | null;
    readonly output_format?: OutputFormat | null;
    readonly metadata?: {
        readonly user_id?: string | null;
    } | null;
    readonly service_tier?: string | null;
}
export interface Message {
    readonly id: string;
    readonly type: 'message';
    readonly role: 'assistant';
    readonly model: string;
    readonly content: readonly ContentBlock[];
    readonly stop_reason: StopReason | null;
    readonly stop_sequence: string | null;
    readonly stop_details: StopDetails | null;
    readonly container: null;
    readonly diagnostics: null;
    readonly usage: Usage;
}
export interface ProxyExtensions {
    readonly imports?: NonNullable<ModuleMetadata['imports']>;
    readonly providers?: readonly Provider[];
    readonly guards?: readonly Type<CanActivate>[];
    readonly interceptors?: readonly Type<NestInterceptor>[];
    readonly observers?: readonly Type<RequestObserver>[];
}
export interface ProxyOptions extends Routes {
    readonly upstreamKey?: string;
    readonly proxyKeys: readonly string[];
    readonly baseUrl: URL;
    readonly provider?: ProviderName;
    readonly upstreamHeaders: Readonly<Record<string, string>>;
    readonly bigModel: string;
    readonly smallModel: string;
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
    readonly api: UpstreamApiName;
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
export type EndedBy = 'done' | 'client_left' | 'upstream_failed' | 'timeout' | 'rejected' | 'shutdown' | 'failed';
export type MessageStreamEvent = MessageStartEvent | PingEvent | ContentBlockStartEvent | ContentBlockDeltaEvent | ContentBlockStopEvent | MessageDeltaEvent | MessageStopEvent | ErrorBody;
export type TokenUsage = Pick<Usage, 'input_tokens' | 'output_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'>;
