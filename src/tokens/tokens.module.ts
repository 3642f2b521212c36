import { Module } from '@nestjs/common';
import { TokenCounter } from './token-counter.service.js';

/** Counts the tokens of a request. */
@Module({ providers: [TokenCounter], exports: [TokenCounter] })
export class TokensModule {}
