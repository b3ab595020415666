function (user, context, callback) {
  var list = _.get(user, 'app_metadata.list', []);
  list.push('late');
  _.get(user, 'app_metadata.other', []).push('late');
  context.idToken['https://example.com/a'] = list;
  callback(null, user, context);
}
