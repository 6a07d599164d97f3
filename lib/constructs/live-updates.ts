import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { tenantKey } from '../../core/contracts/key-row.ts';
import { CONNECTION_ITEMS, EVENT_ITEMS, LIVE_TABLE } from '../../core/contracts/live-items.ts';
import { CURSOR_KEY, deliveryKey, idempotencyKey, registrationKey } from '../../core/contracts/rows.ts';
import { ENV } from '../../core/shared/env.ts';
import type { StageConfig } from '../stage-config.ts';
import type { StorageStack } from '../storage-stack.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { liveErrors } from './live-errors.ts';
import { liveTable } from './live-table.ts';
import { neverTheseRows, readStream, tableItems, updateItemsUnder } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { SocketApi } from './socket-api.ts';

export interface LiveUpdatesProps {
  readonly config: StageConfig;
  readonly storage: StorageStack;
  /** Folder with one bundle per Lambda, made by `npm run build`. */
  readonly codeRoot: string;
}

/** A minute, the shortest there is: what could not be told by then comes with the next snapshot. */
const STALE = Duration.minutes(1);

/** Secrets of receivers, what they were sent, what cursors are signed with, what clients were answered: nothing that is told live. */
const OF_NO_LISTENER = [registrationKey('*'), deliveryKey('*'), CURSOR_KEY, idempotencyKey('*')];

/** How clients hear of jobs while they go on (docs/decisions/033-live-updates.md). All of it may be gone, and jobs end as they would. */
export class LiveUpdates extends Construct {
  readonly table: TableV2;
  readonly sockets: SocketApi;
  /** Answers polls. */
  readonly events: ServiceFunction;
  /** What could not be told, in five minutes. */
  readonly errors: Metric;

  constructor(scope: Construct, id: string, props: LiveUpdatesProps) {
    super(scope, id);
    this.table = liveTable(this, props.config.stage);
    this.sockets = new SocketApi(this, 'Sockets', props.config);
    this.events = this.eventsFunction(props);
    const socket = this.socketFunction(props);
    const fanOut = this.fanOutFunction(props);
    this.sockets.answerWith(socket.handler);
    this.feed(fanOut, props.storage.table);
    this.errors = liveErrors(this, props.config.stage, { Events: this.events, Socket: socket, FanOut: fanOut });
  }

  private function(
    id: string,
    name: string,
    props: LiveUpdatesProps,
    own: Pick<Own, 'timeout' | 'environment' | 'permissions' | 'reservedConcurrency'>,
  ) {
    const { codeRoot, config } = props;
    return new ServiceFunction(this, id, {
      name,
      codeRoot,
      logRetentionDays: config.logRetentionDays,
      ...own,
      environment: { [ENV.liveTableName]: this.table.tableName, ...own.environment },
    });
  }

  private eventsFunction(props: LiveUpdatesProps): ServiceFunction {
    const { storage, config } = props;
    const { polls, reservedConcurrency } = config.live;
    return this.function('Events', 'events', props, {
      timeout: LAMBDA_TIMEOUT.events,
      environment: { [ENV.tableName]: storage.table.tableName, [ENV.polls]: String(polls) },
      permissions: [
        // Whose the key is and the job; that the key was used.
        tableItems(storage.table, 'GetItem'),
        updateItemsUnder(storage.table, tenantKey('')),
        neverTheseRows(storage.table, ...OF_NO_LISTENER),
        tableItems(this.table, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
      ],
      ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    });
  }

  private socketFunction(props: LiveUpdatesProps): ServiceFunction {
    return this.function('Socket', 'socket', props, {
      timeout: LAMBDA_TIMEOUT.socket,
      environment: { [ENV.socketUrl]: this.sockets.url },
      permissions: [
        tableItems(this.table, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
        this.sockets.manage,
      ],
    });
  }

  private fanOutFunction(props: LiveUpdatesProps): ServiceFunction {
    const { storage } = props;
    return this.function('FanOut', 'fan-out', props, {
      timeout: LAMBDA_TIMEOUT.fanOut,
      environment: { [ENV.tableName]: storage.table.tableName, [ENV.socketUrl]: this.sockets.url },
      permissions: [
        tableItems(storage.table, 'GetItem'),
        neverTheseRows(storage.table, tenantKey('*'), ...OF_NO_LISTENER),
        tableItems(this.table, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
        readStream(storage.table),
        readStream(this.table),
        this.sockets.manage,
      ],
    });
  }

  /** Three readers, so that none waits for another: a socket with a long backlog, say. */
  private feed({ handler }: ServiceFunction, jobs: TableV2): void {
    const item = (prefix: string) => ({
      eventName: FilterRule.isEqual('INSERT'),
      dynamodb: { Keys: { [LIVE_TABLE.sort]: { S: FilterRule.beginsWith(prefix) } } },
    });
    const changedJob = {
      eventName: FilterRule.or('INSERT', 'MODIFY'),
      dynamodb: { NewImage: { kind: { S: FilterRule.isEqual('job') } } },
    };
    const readers = {
      Jobs: [jobs, changedJob],
      Log: [this.table, item(EVENT_ITEMS)],
      Joins: [this.table, item(CONNECTION_ITEMS)],
    } as const;
    for (const [name, [table, filter]] of Object.entries(readers)) {
      new EventSourceMapping(this, `${name}Stream`, {
        target: handler,
        eventSourceArn: table.tableStreamArn ?? '',
        startingPosition: StartingPosition.LATEST,
        batchSize: 100,
        // What fails is passed over by the function itself. Only a run that broke off comes again; what it told by then is told twice, and
        // known by its number.
        retryAttempts: 2,
        maxRecordAge: STALE,
        filters: [FilterCriteria.filter(filter)],
      });
    }
  }
}

type Own = ConstructorParameters<typeof ServiceFunction>[2];
