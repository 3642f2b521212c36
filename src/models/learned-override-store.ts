import { type LearnedOverrides, splitOverrides } from '../providers/learned-overrides.js';

/** How long (ms) an override applies. Afterwards one rejected request learns it again if it still holds. */
const LIFETIME = 3_600_000;
/** More than anybody needs; a client that makes up model names replaces its own overrides only. */
const MAX_PER_CALLER = 100;
const MAX_SHARED = 1000;
const MAX_CALLERS = 1000;
/** Owns the overrides that apply to all callers. The id of a caller is never empty. */
const EVERYBODY = '';

/** A model of an upstream, by their names. */
export interface LearnedModel {
  readonly upstream: string;
  readonly model: string;
}

/** What a rejection revealed about a model, and how long it applies. */
export interface LearnedOverride extends LearnedModel {
  readonly id: number;
  readonly overrides: LearnedOverrides;
  /** Whether it applies to all callers, or only to the one whose request was rejected. */
  readonly isShared: boolean;
  readonly expiresAt: number;
}

interface Entry extends LearnedOverride {
  readonly owner: string;
  /** Finds the same override of other callers. */
  readonly content: string;
}

/**
 * Keeps what rejections revealed about models. An override applies to the caller whose request was rejected, and to all
 * callers once a second one was rejected for the same reason: no caller alone can change what others send or receive.
 */
export class LearnedOverrideStore {
  /** Each index has the oldest entry first. */
  private readonly byOwner = new Map<string, Set<Entry>>();
  private readonly byModel = new Map<string, Set<Entry>>();
  private readonly byContent = new Map<string, Set<Entry>>();
  private lastId = 0;

  /** Finds the overrides that apply to a caller's requests to a model, oldest first. */
  find(target: LearnedModel, caller: string): readonly LearnedOverride[] {
    if (this.lastId === 0) return [];
    const shared = this.byModel.get(modelKey(target, EVERYBODY)) ?? [];
    const own = this.byModel.get(modelKey(target, caller)) ?? [];
    return sortCurrent([...shared, ...own]);
  }

  /** Lists the overrides that apply to a caller's requests to any model. */
  list(caller: string): readonly LearnedOverride[] {
    return sortCurrent([...(this.byOwner.get(EVERYBODY) ?? []), ...(this.byOwner.get(caller) ?? [])]);
  }

  /** Records a caller's overrides. They are shared at once if they are confirmed, otherwise when another caller records them. */
  record(
    target: LearnedModel,
    caller: string,
    overrides: LearnedOverrides,
    isConfirmed: boolean,
  ): readonly LearnedOverride[] {
    return splitOverrides(overrides).map((single) => {
      const content = `${modelKey(target, EVERYBODY)}\n${JSON.stringify(single)}`;
      const known = sortCurrent([...(this.byContent.get(content) ?? [])]);
      const isShared = isConfirmed || known.some(({ owner }) => owner !== caller);
      for (const entry of this.byContent.get(content) ?? []) this.remove(entry);
      const owner = isShared ? EVERYBODY : caller;
      const expiresAt = Date.now() + LIFETIME;
      return this.add({ ...target, id: ++this.lastId, overrides: single, isShared, expiresAt, owner, content });
    });
  }

  private add(entry: Entry): Entry {
    const owned = addTo(this.byOwner, entry.owner, entry);
    addTo(this.byModel, modelKey(entry, entry.owner), entry);
    addTo(this.byContent, entry.content, entry);
    if (owned.size > (entry.isShared ? MAX_SHARED : MAX_PER_CALLER)) this.removeFirst(owned, 1);
    if (this.byOwner.size > MAX_CALLERS) this.removeFirstCaller();
    return entry;
  }

  private removeFirstCaller(): void {
    for (const [owner, owned] of this.byOwner) {
      if (owner !== EVERYBODY) return this.removeFirst(owned, owned.size);
    }
  }

  private removeFirst(entries: ReadonlySet<Entry>, count: number): void {
    for (const entry of [...entries].slice(0, count)) this.remove(entry);
  }

  private remove(entry: Entry): void {
    removeFrom(this.byOwner, entry.owner, entry);
    removeFrom(this.byModel, modelKey(entry, entry.owner), entry);
    removeFrom(this.byContent, entry.content, entry);
  }
}

/** Neither ids of callers nor names of upstreams contain line breaks. */
const modelKey = ({ upstream, model }: LearnedModel, owner: string): string => `${owner}\n${upstream}\n${model}`;

function sortCurrent(entries: readonly Entry[]): readonly Entry[] {
  const now = Date.now();
  return entries.filter(({ expiresAt }) => expiresAt > now).sort((a, b) => a.id - b.id);
}

function addTo(index: Map<string, Set<Entry>>, key: string, entry: Entry): ReadonlySet<Entry> {
  const entries = index.get(key) ?? new Set<Entry>();
  index.set(key, entries.add(entry));
  return entries;
}

function removeFrom(index: Map<string, Set<Entry>>, key: string, entry: Entry): void {
  const entries = index.get(key);
  entries?.delete(entry);
  if (entries?.size === 0) index.delete(key);
}
