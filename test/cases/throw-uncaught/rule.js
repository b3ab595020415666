function needsName(user, context, callback) {
  if (!user.name) throw new UnauthorizedError('A name is needed.');
  callback(null, user, context);
}
