async function ping(user, context, callback) {
  fetch('https://ping.example.com/' + context.clientID, { method: 'POST' });
  callback(null, user, context);
}
