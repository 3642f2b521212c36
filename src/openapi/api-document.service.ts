import { Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';

/** Creates the OpenAPI document on the first request. Its modules are loaded only then. */
@Injectable()
export class ApiDocument {
  private application: INestApplication | undefined;
  private json: Promise<string> | undefined;

  /** Sets the application to describe; Nest cannot inject it. */
  describe(application: INestApplication): void {
    this.application = application;
  }

  /** The document as JSON. */
  read(): Promise<string> {
    return (this.json ??= this.write());
  }

  private async write(): Promise<string> {
    if (!this.application) throw new Error('Call describe() with the application first');
    const { createApiDocument } = await import('./create-api-document.js');
    return JSON.stringify(createApiDocument(this.application));
  }
}
