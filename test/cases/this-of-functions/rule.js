function (user, context, callback) {
  function Info(value) {
    this.value = value;
    this.set = function (next) {
      this.value = next;
    };
  }
  Info.prototype.text = function () {
    var self = this;
    return ['v'].map(function (prefix) {
      return prefix + self.value;
    })[0];
  };
  var info = new Info(1);
  info.set(user.email_verified ? 2 : 3);
  var counter = {
    count: 1,
    next: function () {
      this.count += 1;
      return this.count;
    },
  };
  context.idToken['https://example.com/info'] = info.text();
  context.idToken['https://example.com/count'] = counter.next();
  callback(null, user, context);
}
