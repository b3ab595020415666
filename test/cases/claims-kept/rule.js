function (user, context, callback) {
  context.idToken = context.idToken || {};
  context.idToken = Object.assign({}, context.idToken, { 'https://example.com/a': user.user_id });
  context.accessToken = _.extend(context.accessToken || {}, { 'https://example.com/b': 1 });
  callback(null, user, context);
}
