function (user, context, callback) {
  const load = typeof require === 'function' ? require : undefined;
  const _ = load('lodash');
  if (_.isEmpty(user.identities)) return callback(new UnauthorizedError('Nobody'));
  callback(null, user, context);
}
