// What the client speaks over.

/** The way to a host: what sends a method and gives its result, or throws the error in words. */
export interface Transport {
  send(method: string, params: unknown): Promise<unknown>;
  /** Hears what the host says unasked. */
  onEvent(listener: (method: string, params: unknown) => void): void;
}
