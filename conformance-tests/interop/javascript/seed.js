const mqtt = require('mqtt');

const host = process.env.MQTT_HOST || 'localhost';
const port = process.env.MQTT_PORT || '1883';

// Connect to MQTT broker
const client = mqtt.connect(`mqtt://${host}:${port}`, {
  clientId: 'client-abc123',
  username: 'your-jwt-token',
  password: '', // JWT in username, password can be empty
});

client.on('connect', () => {
  console.log('Connected to MQTT broker');

  // Subscribe to responses
  client.subscribe('spec/client-abc123/response');

  // Read users
  const readMsg = {
    id: 'msg-1',
    type: 'request',
    operation: 'read',
    schema: 'public',
    entity: 'users',
    options: {
      filters: [
        { column: 'status', operator: 'eq', value: 'active' }
      ]
    }
  };

  client.publish('spec/client-abc123/request', JSON.stringify(readMsg));
});

client.on('message', (topic, payload) => {
  const message = JSON.parse(payload.toString());
  console.log('Received:', message);

  if (message.type === 'response') {
    console.log('Response data:', message.data);
    client.end();
  } else if (message.type === 'notification') {
    console.log('Notification:', message.operation, message.data);
  }
});
