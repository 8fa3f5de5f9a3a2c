import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import {
    BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient,
    GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand, TransactGetItemsCommand, TransactWriteItemsCommand,
    UpdateItemCommand, paginateQuery, paginateScan, waitUntilTableExists, waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
    CloudWatchClient, GetMetricDataCommand, GetMetricStatisticsCommand, ListMetricsCommand, PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';

import { credentials, eventually, region, startServer } from './serving.mjs';

const arn = `arn:aws:lambda:${region}:000000000000:function:some_function`;
let server;
let settings;
let db;

before(async () => {
    server = await startServer();
    settings = { endpoint: server.endpoint, region, credentials, maxAttempts: 1 };
    db = new DynamoDBClient(settings);
    await db.send(new CreateTableCommand({
        TableName: 'sosw_tasks',
        AttributeDefinitions: [
            { AttributeName: 'task_id', AttributeType: 'S' }, { AttributeName: 'labourer_id', AttributeType: 'S' },
            { AttributeName: 'greenfield', AttributeType: 'N' },
        ],
        KeySchema: [{ AttributeName: 'task_id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [{
            IndexName: 'sosw_tasks_greenfield',
            KeySchema: [{ AttributeName: 'labourer_id', KeyType: 'HASH' }, { AttributeName: 'greenfield', KeyType: 'RANGE' }],
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
        }],
        ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
    }));
    await waitUntilTableExists({ client: db, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: 'sosw_tasks' });
});

after(async () => {
    db?.destroy();
    await server?.stop();
});

const put = (item, more = {}) => db.send(new PutItemCommand({ TableName: 'sosw_tasks', Item: item, ...more }));
const get = async (id) => (await db.send(new GetItemCommand({
    TableName: 'sosw_tasks', Key: { task_id: { S: id } }, ConsistentRead: true,
}))).Item;

describe('DynamoDB', () => {
    test('a table is described', async () => {
        const { Table: table } = await db.send(new DescribeTableCommand({ TableName: 'sosw_tasks' }));
        assert.equal(table.TableStatus, 'ACTIVE');
        assert.equal(table.TableArn, 'arn:aws:dynamodb:us-west-2:000000000000:table/sosw_tasks');
        assert.ok(table.CreationDateTime instanceof Date);
        assert.ok(Math.abs(table.CreationDateTime - Date.now()) < 60_000);
    });

    test('a table is created and deleted', async () => {
        await db.send(new CreateTableCommand({
            TableName: 'js_table', BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'B' }], KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
        }));
        await waitUntilTableExists({ client: db, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: 'js_table' });
        assert.ok((await db.send(new ListTablesCommand({}))).TableNames.includes('js_table'));
        await db.send(new DeleteTableCommand({ TableName: 'js_table' }));
        await waitUntilTableNotExists({ client: db, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: 'js_table' });
    });

    test('every type comes back as it went', async () => {
        const item = {
            task_id: { S: 'types' }, s: { S: 'ünï 日本' }, n: { N: '-1.5' }, b: { B: Uint8Array.from([0, 255]) }, bool: { BOOL: false },
            nothing: { NULL: true }, ss: { SS: ['a', 'b'] }, ns: { NS: ['1', '2'] }, bs: { BS: [Uint8Array.from([1])] },
            l: { L: [{ S: 'a' }, { M: { n: { N: '1' } } }] }, m: { M: { deep: { M: { l: { L: [] } } } } },
        };
        await put(item);
        const read = await get('types');
        assert.deepEqual([...read.ss.SS].sort(), item.ss.SS);
        assert.deepEqual([...read.ns.NS].sort(), item.ns.NS);
        assert.deepEqual({ ...read, ss: item.ss, ns: item.ns }, item);
    });

    test('tasks are found through the greenfield index, page by page', async () => {
        for (const start of [0, 20]) {
            await db.send(new BatchWriteItemCommand({ RequestItems: { sosw_tasks: Array.from({ length: 20 }, (_, i) => ({
                PutRequest: { Item: {
                    task_id: { S: `page_${start + i}` }, labourer_id: { S: 'js' }, greenfield: { N: `${start + i}` },
                } },
            })) } }));
        }
        const found = [];
        const query = {
            TableName: 'sosw_tasks', IndexName: 'sosw_tasks_greenfield', KeyConditionExpression: 'labourer_id = :l AND greenfield >= :g',
            ExpressionAttributeValues: { ':l': { S: 'js' }, ':g': { N: '5' } },
        };
        for await (const page of paginateQuery({ client: db, pageSize: 10 }, { ...query })) {
            found.push(...page.Items.map((item) => Number(item.greenfield.N)));
        }
        assert.deepEqual(found, Array.from({ length: 35 }, (_, i) => i + 5));
        const newest = await db.send(new QueryCommand({ ...query, ScanIndexForward: false, Limit: 1 }));
        assert.equal(newest.Items[0].greenfield.N, '39');
        let scanned = 0;
        for await (const page of paginateScan({ client: db, pageSize: 10 }, {
            TableName: 'sosw_tasks', FilterExpression: 'labourer_id = :l', ExpressionAttributeValues: { ':l': { S: 'js' } },
        })) {
            scanned += page.Count;
        }
        assert.equal(scanned, 40);
        const batch = await db.send(new BatchGetItemCommand({
            RequestItems: { sosw_tasks: { Keys: [{ task_id: { S: 'page_1' } }, { task_id: { S: 'nope' } }] } },
        }));
        assert.equal(batch.Responses.sosw_tasks.length, 1);
    });

    test('an update that its condition refuses shows the item', async () => {
        await put({ task_id: { S: 'condition' }, greenfield: { N: '1' }, labourer_id: { S: 'a' } });
        const update = {
            TableName: 'sosw_tasks', Key: { task_id: { S: 'condition' } }, UpdateExpression: 'SET greenfield = :new',
            ConditionExpression: 'greenfield = :read', ExpressionAttributeValues: { ':new': { N: '5' }, ':read': { N: '1' } },
        };
        const { Attributes: changed } = await db.send(new UpdateItemCommand({ ...update, ReturnValues: 'UPDATED_NEW' }));
        assert.deepEqual(changed, { greenfield: { N: '5' } });
        await assert.rejects(db.send(new UpdateItemCommand({ ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })), (error) => {
            assert.equal(error.name, 'ConditionalCheckFailedException');
            assert.equal(error.message, 'The conditional request failed');
            assert.equal(error.$metadata.httpStatusCode, 400);
            assert.deepEqual(error.Item, { task_id: { S: 'condition' }, greenfield: { N: '5' }, labourer_id: { S: 'a' } });
            return true;
        });
    });

    test('a transaction is cancelled with its reasons', async () => {
        await put({ task_id: { S: 'transaction' } });
        await assert.rejects(db.send(new TransactWriteItemsCommand({ TransactItems: [
            { Put: { TableName: 'sosw_tasks', Item: { task_id: { S: 'transaction_2' } } } },
            { Delete: {
                TableName: 'sosw_tasks', Key: { task_id: { S: 'transaction' } }, ConditionExpression: 'attribute_exists(a)',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            } },
        ] })), (error) => {
            assert.equal(error.name, 'TransactionCanceledException');
            assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code), ['None', 'ConditionalCheckFailed']);
            assert.deepEqual(error.CancellationReasons[1].Item, { task_id: { S: 'transaction' } });
            return true;
        });
        assert.equal(await get('transaction_2'), undefined);
        const read = await db.send(new TransactGetItemsCommand({
            TransactItems: [{ Get: { TableName: 'sosw_tasks', Key: { task_id: { S: 'transaction' } } } }],
        }));
        assert.deepEqual(read.Responses, [{ Item: { task_id: { S: 'transaction' } } }]);
    });

    test('errors have their names', async () => {
        await assert.rejects(db.send(new DescribeTableCommand({ TableName: 'nope' })), { name: 'ResourceNotFoundException' });
        await assert.rejects(put({ a: { S: 'b' } }), {
            name: 'ValidationException', message: 'One or more parameter values were invalid: Missing the key task_id in the item',
        });
    });

    test('a wrong secret is refused', async () => {
        const stranger = new DynamoDBClient({ ...settings, credentials: { ...credentials, secretAccessKey: 'wrong' } });
        await assert.rejects(stranger.send(new ListTablesCommand({})), { name: 'InvalidSignatureException' });
        stranger.destroy();
    });
});

describe('CloudWatch', () => {
    const namespace = 'Js/Test';
    let client;
    before(() => {
        client = new CloudWatchClient(settings);
    });
    after(() => client.destroy());

    test('metrics go in and out', async () => {
        const dimensions = [{ Name: 'DBInstanceIdentifier', Value: 'db' }];
        await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [
            { MetricName: 'CPU', Dimensions: dimensions, Value: 10, Unit: 'Percent', Timestamp: new Date() },
            { MetricName: 'CPU', Dimensions: dimensions, Values: [20, 30], Counts: [1, 2], Unit: 'Percent' },
            { MetricName: 'Other', StatisticValues: { SampleCount: 2, Sum: 5, Minimum: 1, Maximum: 4 } },
        ] }));
        const range = { StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(Date.now() + 60_000), Period: 3600 };
        const { Datapoints: points, Label: label } = await client.send(new GetMetricStatisticsCommand({
            Namespace: namespace, MetricName: 'CPU', Dimensions: dimensions, Statistics: ['Sum', 'SampleCount'], ...range,
        }));
        assert.equal(label, 'CPU');
        assert.equal(points.reduce((sum, point) => sum + point.Sum, 0), 90);
        assert.equal(points.reduce((sum, point) => sum + point.SampleCount, 0), 4);
        assert.ok(points[0].Timestamp instanceof Date);
        const data = await client.send(new GetMetricDataCommand({
            StartTime: range.StartTime, EndTime: range.EndTime,
            MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: { Namespace: namespace, MetricName: 'Other' }, Period: 3600, Stat: 'Sum' } }],
        }));
        assert.equal(data.MetricDataResults[0].Values.reduce((sum, value) => sum + value, 0), 5);
        const { Metrics: metrics } = await client.send(new ListMetricsCommand({ Namespace: namespace, MetricName: 'CPU' }));
        assert.deepEqual(metrics.map((metric) => metric.Dimensions), [dimensions]);
    });

    test('a large request may come compressed', async () => {
        const data = Array.from({ length: 500 }, (_, i) => ({ MetricName: `compressed_${i}`, Value: i, Unit: 'Count' }));
        const compressing = new CloudWatchClient({ ...settings, requestMinCompressionSizeBytes: 128 });
        await compressing.send(new PutMetricDataCommand({ Namespace: `${namespace}/Large`, MetricData: data }));
        compressing.destroy();
        const { Metrics: metrics } = await client.send(new ListMetricsCommand({ Namespace: `${namespace}/Large` }));
        assert.equal(metrics.length, 500);
    });

    test('an odd period is refused', async () => {
        await assert.rejects(client.send(new GetMetricStatisticsCommand({
            Namespace: namespace, MetricName: 'CPU', StartTime: new Date(0), EndTime: new Date(600_000), Period: 61, Statistics: ['Sum'],
        })), (error) => error.$metadata.httpStatusCode === 400);
    });
});

describe('Lambda', () => {
    let client;
    before(() => {
        client = new LambdaClient(settings);
    });
    after(() => client.destroy());

    const invoke = async (event, more = {}) => {
        const answer = await client.send(new InvokeCommand({ FunctionName: arn, Payload: JSON.stringify(event), ...more }));
        const text = answer.Payload?.transformToString() ?? '';
        return { answer, result: text === '' ? undefined : JSON.parse(text) };
    };

    test('a function answers', async () => {
        const { answer, result } = await invoke({ do: 'echo', text: 'ünï' });
        assert.equal(answer.StatusCode, 200);
        assert.equal(answer.FunctionError, undefined);
        assert.deepEqual(result.event, { do: 'echo', text: 'ünï' });
    });

    test('a function that fails is a call that succeeds', async () => {
        const { answer, result } = await invoke({ do: 'fail' });
        assert.equal(answer.FunctionError, 'Unhandled');
        assert.equal(result.errorType, 'ValueError');
    });

    test('a worker marks its task completed', async () => {
        await put({ task_id: { S: 'worker' }, labourer_id: { S: 'some_function' }, greenfield: { N: '1' } });
        const { answer } = await invoke({ task_id: 'worker' }, { InvocationType: 'Event' });
        assert.equal(answer.StatusCode, 202);
        assert.ok(await eventually(async () => (await get('worker')).completed_at));
    });

    test('functions are listed and described', async () => {
        const { Functions: functions } = await client.send(new ListFunctionsCommand({}));
        assert.ok(functions.some((candidate) => candidate.FunctionName === 'some_function'));
        const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'some_function' }));
        assert.equal(configuration.FunctionArn, arn);
        await assert.rejects(client.send(new GetFunctionConfigurationCommand({ FunctionName: 'nope' })), {
            name: 'ResourceNotFoundException',
        });
    });
});
