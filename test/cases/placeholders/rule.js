function placeholders(user, context, callback) {
  const clients = @@ALLOWED_CLIENTS@@;
  const url = '##API_URL##/users';
  if (clients.indexOf(context.clientID) === -1) return callback(null, user, context);
  context.idToken['https://example.com/url'] = url;
  callback(null, user, context);
}
