function objects(user, context, callback) {
  try {
    JSON.parse(user.name);
  } catch (e) {
    return callback(e);
  }
  if (!user.email) return callback({ code: 'no_email' });
  callback(null, user, context);
}
