function (user, context, callback) {
  if (user.banned === true) return callback(new Error('banned'));
  callback(null, user, context);
}
