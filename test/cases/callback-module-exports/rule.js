module.exports = function (user, context, callback) {
  if (!user.email_verified) return callback(new UnauthorizedError('Verify your e-mail first.'));
  return callback(null, user, context);
};
