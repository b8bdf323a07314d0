// Reads, follows and creates users. Run: npm install && node example.js
const mqtt = require('mqtt');
const { randomUUID } = require('node:crypto');

const host = process.env.MQTT_HOST || 'localhost';
const port = process.env.MQTT_PORT || '1883';
const clientId = process.env.MQTT_CLIENT_ID || 'example-javascript';
const username = process.env.MQTT_USER || clientId;
const password = process.env.MQTT_PASSWORD || '';

const responseTopic = `spec/${clientId}/response`;
const waiting = new Map(); // request id -> what to do with its answer
const users = { schema: 'public', entity: 'users' };

function onMessage(topic, payload) {
  const message = JSON.parse(payload.toString());
  if (topic === responseTopic) {
    const answered = waiting.get(message.id);
    waiting.delete(message.id);
    answered?.(message);
  } else {
    console.log('event:', message.operation, message.data.name);
    onEvent(message);
  }
}

let onEvent = () => {};

// Sends a request and gives its answer's data, or throws what the server says against it.
function ask(client, fields) {
  const id = randomUUID();
  const answer = new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      waiting.delete(id);
      reject(new Error('no answer within 10 seconds'));
    }, 10_000);
    waiting.set(id, (message) => {
      clearTimeout(deadline);
      if (message.success) {
        resolve(message.data);
      } else {
        reject(new Error(`${message.error.code}: ${message.error.message}`));
      }
    });
  });
  client.publish(`spec/${clientId}/request`, JSON.stringify({ id, ...fields }), { qos: 1 });
  return answer;
}

async function main() {
  const client = await mqtt.connectAsync(
    `mqtt://${host}:${port}`, { clientId, username, password }, false);
  try {
    client.on('message', onMessage);
    // Done only when the broker has confirmed: an answer can't come before somebody listens.
    await client.subscribeAsync([responseTopic, `spec/${clientId}/notify/+`], { qos: 1 });

    const active = { filters: [{ column: 'status', operator: 'eq', value: 'active' }] };
    const found = await ask(client, {
      ...users, type: 'request', operation: 'read',
      options: { ...active, sort: [{ column: 'name', direction: 'asc' }], limit: 10 },
    });
    console.log('active users:', found.map((user) => user.name).join(', '));

    const event = new Promise((resolve) => { onEvent = resolve; });
    const { subscription_id } = await ask(client, {
      ...users, type: 'subscription', operation: 'subscribe', options: active,
    });
    const created = await ask(client, {
      ...users, type: 'request', operation: 'create',
      data: { name: 'JavaScript Example', email: 'js@example.com', status: 'active' },
    });
    console.log('created:', created.id, created.name);
    await event;

    try {
      await ask(client, {
        ...users, type: 'request', operation: 'update', record_id: -1, data: { status: 'gone' },
      });
    } catch (refused) {
      console.log('refused:', refused.message);
    }

    await ask(client, { type: 'subscription', operation: 'unsubscribe', subscription_id });
  } finally {
    await client.endAsync();
  }
}

main().catch((failure) => {
  console.error(failure.message);
  process.exitCode = 1;
});
