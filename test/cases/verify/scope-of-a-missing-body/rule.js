function (user, context, callback) {
  const scope = (context.request.body && context.request.body.scope) || '';
  if (scope.split(' ').includes('admin')) return callback(new UnauthorizedError('No.'));
  callback(null, user, context);
}
