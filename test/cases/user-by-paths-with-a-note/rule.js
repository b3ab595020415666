function (user, context, callback) {
  var name = context.request.query.name;
  context.idToken['https://example.com/a'] = _.get(user, name);
  context.idToken['https://example.com/b'] = _.get(user, 'groups');
  context.idToken['https://example.com/c'] = _.get(user, 'identities[0].access_token');
  if (_.has(user, 'user_metadata')) context.idToken['https://example.com/d'] = true;
  callback(null, user, context);
}
