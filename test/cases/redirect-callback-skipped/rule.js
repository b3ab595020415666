function onceOnly(user, context, callback) {
  if (context.protocol === 'redirect-callback' || context.protocol === 'delegation') return callback(null, user, context);
  context.accessToken['https://example.com/at'] = new Date().toISOString();
  callback(null, user, context);
}
