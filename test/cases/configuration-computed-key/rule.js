function byClient(user, context, callback) {
  const secret = configuration['SECRET_' + context.clientID];
  if (!secret) return callback(new Error('No secret for this application.'));
  callback(null, user, context);
}
