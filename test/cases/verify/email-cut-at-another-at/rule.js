// Only people of the company
function (user, context, callback) {
  var domain = (user.email || '').split('@')[1];
  if (domain !== 'acme.com') {
    return callback(new UnauthorizedError('Only for acme.com'));
  }
  if (user.banned) return callback(new UnauthorizedError('Banned'));
  callback(null, user, context);
}
