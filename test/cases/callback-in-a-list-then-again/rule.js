function whitelist(user, context, callback) {
  var allowed = ['ada@example.com', 'b@x.io'];
  allowed.forEach(function (a) {
    if (a.toLowerCase() === (user.email || '').toLowerCase()) return callback(null, user, context);
  });
  return callback(new UnauthorizedError('Access denied.'));
}
