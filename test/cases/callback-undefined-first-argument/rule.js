function emptyErrors(user, context, callback) {
  if (context.protocol === 'samlp') return callback(undefined, user, context);
  if (context.protocol === 'wsfed') return callback('', user, context);
  return callback();
}
