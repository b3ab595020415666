function blockedPage(user, context, callback) {
  if (user.app_metadata && user.app_metadata.blocked_until) {
    context.redirect = { url: 'https://www.example.com/blocked' };
    return callback(null, user, context);
  }
  return callback(null, user, context);
}
