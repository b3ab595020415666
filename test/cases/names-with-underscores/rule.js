function gate(user, context, callback) {
  var _err = null;
  var _i = 'outer';
  function go(list, next) {
    list.forEach(function (err, each) { next(_err, each); });
  }
  if (!user.email_verified) _err = new UnauthorizedError('Verify first.');
  var labels = [1, 2].map(function (i, x) { return _i + x; });
  var count = 0;
  for (const identity of user.identities) count++;
  var failed = null;
  go(labels, function (e) { if (e) failed = e; });
  context.idToken['https://example.com/labels'] = labels.join() + count;
  callback(failed, user, context);
}
