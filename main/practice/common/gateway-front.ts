/** The door for gateway requests: applies outage, slowness and planned faults around what the protocols answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayKind } from '../../domain/order.ts';
import type { Clock } from '../../ports/index.ts';
import { type FaultPlan, isCarriedOut, type PlannedFault } from './faults.ts';
import type { GatewayAnswer, GatewayProtocol, GatewayRequest, Signing } from './gateway-protocol.ts';
import { send } from './http.ts';
import { type ScenarioBoard, slowAnswerMs } from './scenarios.ts';

export interface GatewayFrontOptions {
  readonly protocols: Readonly<Record<GatewayKind, GatewayProtocol>>;
  readonly scenarios: ScenarioBoard;
  readonly faults: FaultPlan;
  readonly clock: Clock;
}

export class GatewayFront {
  readonly #options: GatewayFrontOptions;

  constructor(options: GatewayFrontOptions) {
    this.#options = options;
  }

  /** Answers one request, or leaves it unanswered where the scenario or a fault says so. */
  async handle(gateway: GatewayKind, request: GatewayRequest, http: Exchange): Promise<void> {
    const { protocols, scenarios, faults } = this.#options;
    if (scenarios.isDown()) {
      this.#hold(http.response);
      return;
    }
    const protocol = protocols[gateway];
    const operation = protocol.operationOf(request);
    const planned = operation === null ? null : faults.take(gateway, operation);
    const isSlow = scenarios.current === 'slow';
    if (planned === null) {
      const answer = protocol.answer(request);
      if (isSlow) await this.#wait(slowAnswerMs);
      this.#deliver(http.response, answer, 'right');
      return;
    }
    this.#goWrong(planned, protocol, request, http.response);
  }

  #goWrong(planned: PlannedFault, protocol: GatewayProtocol, request: GatewayRequest, response: ServerResponse): void {
    const { fault } = planned;
    const answer = isCarriedOut(planned) ? protocol.answer(request) : null;
    if (typeof fault === 'object') {
      this.#deliver(response, protocol.refuse(request, fault), 'right');
      return;
    }
    switch (fault) {
      case 'http_500':
        send(response, 500, 'text/plain', 'Internal Server Error');
        return;
      case 'html':
        send(response, 200, 'text/html', '<!doctype html><title>Welcome</title><p>Please sign in to this network.</p>');
        return;
      case 'unsigned':
      case 'wrong_signature':
        this.#deliver(
          response,
          answer ?? protocol.refuse(request, { code: '2' }),
          fault === 'unsigned' ? 'none' : 'wrong',
        );
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'stall':
        // Stays open until the till gives up or the platform stops.
        return;
    }
  }

  #deliver(response: ServerResponse, answer: GatewayAnswer, signing: Signing): void {
    if (response.destroyed) return;
    const delivered = signing === 'right' ? answer.onDelivered : undefined;
    if (delivered !== undefined) response.once('finish', delivered);
    response.setHeader('date', this.#options.clock.now().toUTCString());
    send(response, 200, answer.contentType, answer.body(signing));
  }

  /** Leaves a request hanging until the service is back, then cuts it off. */
  #hold(response: ServerResponse): void {
    const forget = this.#options.scenarios.whenUp(() => response.destroy());
    response.once('close', forget);
  }

  async #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(delayMs, resolve);
    });
  }
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}
