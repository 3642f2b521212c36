import { Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';

/** Writes the OpenAPI document when it is asked for the first time: until then nothing of it is even loaded. */
@Injectable()
export class ApiDocument {
  private application: INestApplication | undefined;
  private json: Promise<string> | undefined;

  /** Says which application to describe; Nest cannot inject it. */
  describe(application: INestApplication): void {
    this.application = application;
  }

  /** The document as JSON. */
  read(): Promise<string> {
    return (this.json ??= this.write());
  }

  private async write(): Promise<string> {
    if (!this.application) throw new Error('There is no application to describe');
    const { createApiDocument } = await import('./create-api-document.js');
    return JSON.stringify(createApiDocument(this.application));
  }
}
